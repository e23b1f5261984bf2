import { expect } from 'vitest';
import { clipOperators } from '../../../src/models/onnx/operators/clip.js';
import { deviceValue, hostValue } from '../../../src/models/onnx/values.js';
import tf from '../../../src/tfjs/tfjs.cjs';
import { itOnEachEngine, useEngine } from '../../kernels/support/tensors.js';

itOnEachEngine('Clip of integers has both bounds, one or none, on %s', async (engine) => {
  await useEngine(engine);
  const clip = (low?: number, high?: number) =>
    tf.tidy(() => {
      const bound = (value?: number) => (value === undefined ? undefined : hostValue('int', [], [value]));
      const x = deviceValue(tf.tensor1d([-3, 1, 7, 100], 'int32'));
      const node = { op: 'Clip', name: 'clip', inputs: ['x', 'low', 'high'], outputs: ['y'], attributes: new Map() };
      const call = { node, inputs: [x, bound(low), bound(high)] } as unknown as Parameters<
        typeof clipOperators.Clip
      >[0];
      const { tensor } = clipOperators.Clip(call) as ReturnType<typeof deviceValue>;
      return [tensor.dtype, ...tensor.dataSync()];
    });
  expect(clip(0, 5)).toEqual(['int32', 0, 1, 5, 5]);
  expect(clip(-2, 5)).toEqual(['int32', -2, 1, 5, 5]);
  expect(clip(undefined, 3)).toEqual(['int32', -3, 1, 3, 3]);
  expect(clip(2)).toEqual(['int32', 2, 2, 7, 100]);
  expect(clip()).toEqual(['int32', -3, 1, 7, 100]);
});
