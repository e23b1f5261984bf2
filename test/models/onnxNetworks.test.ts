import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../src/kernels/engine.js';
import { compareWithPyTorch } from './support/onnxReference.js';

/** Small networks as torch.onnx.export wrote them, with PyTorch's answers: see make.py in the folder. */
const folder = new URL('./onnx/', import.meta.url).pathname;

describe.each(['wasm', 'cpu'] as const)('networks of torch.onnx.export on %s', (backend) => {
  beforeAll(async () => void (await startEngine(backend)));

  it.each([
    'residual/legacy13',
    'mobile/dynamo20',
    'attention/legacy17',
    'attention/dynamo23',
    'convnext/dynamo20',
    'shapes/dynamo20',
    'pools/legacy11',
    'norms/dynamo21',
    'plain/fixed20',
  ])("have PyTorch's outputs and gradients: %s", async (name) => {
    const ending = name.startsWith('plain') ? 'softmax' : 'none';
    const { outputs, gradient, leaked } = await compareWithPyTorch(`${folder}/${name}/model.onnx`, {
      ending,
      side: 16,
    });
    expect(outputs).toBeLessThan(1e-4);
    expect(gradient).toBeLessThan(1e-3);
    expect(leaked).toBe(0);
  });
});
