import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../src/kernels/engine.js';
import { compareWithPyTorch } from './support/onnxReference.js';

/** Networks that torch.onnx wrote, with PyTorch's answers; they lie beside the checkout, or where the variable says. */
const shared = process.env.RAPA_SHARED_DIR ?? new URL('../../../shared', import.meta.url).pathname;
const folder = join(shared, 'onnx');

function variantsOf(network: string): string[] {
  const entries = readdirSync(join(folder, network), { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(network, name));
}

describe('networks as torch.onnx writes them', () => {
  beforeAll(() => startEngine('wasm'));

  const networks = existsSync(folder)
    ? readdirSync(folder).filter((name) => existsSync(join(folder, name, 'ref.json')))
    : [];
  if (networks.length === 0) it.skip(`have PyTorch's outputs and gradients (none in ${folder})`, () => {});

  it.each(networks.flatMap(variantsOf))("have PyTorch's outputs and gradients: %s", async (variant) => {
    const ending = variant.startsWith('softmax/')
      ? 'softmax'
      : variant.startsWith('log_softmax/')
        ? 'logSoftmax'
        : 'none';
    const { outputs, gradient, leaked } = await compareWithPyTorch(join(folder, variant, 'model.onnx'), { ending });
    expect(outputs).toBeLessThan(1e-4);
    expect(gradient).toBeLessThan(1e-3);
    expect(leaked).toBe(0);
  });
});
