import { describe, expect, it } from 'vitest';
import { attributesOf } from '../../../src/models/keras/attributes.js';
import type { Dialect, LayerParts } from '../../../src/models/keras/kerasLayer.js';
import { activationLayers } from '../../../src/models/keras/layers/activations.js';
import tf from '../../../src/tfjs/tfjs.cjs';

/** A layer that is an activation by name. */
function built(name: string, dialect: Dialect = 'keras3') {
  const attributes = attributesOf('model.json, layer', { activation: name });
  return activationLayers.Activation!({ name: 'layer', dialect, attributes } as LayerParts);
}

const values = [-100, -4, -3, -1.5, -0.5, 0, 0.5, 2, 3, 5, 100];

describe('activations of Keras layers', () => {
  it.each([
    ['swish', 'swish', 'keras2'],
    ['swish', 'swish', 'tfjs'],
    ['silu', 'swish', 'keras3'],
    ['hard_silu', 'hardswish', 'keras3'],
    ['hardSwish', 'hardswish', 'keras3'],
    ['relu6', 'relu6', 'keras2'],
  ] as const)('%s can be joined to a convolution as %s (%s)', (name, activation, dialect) => {
    expect(built(name, dialect).joint).toEqual({ kind: 'activation', activation });
  });

  it.each(['hard_sigmoid', 'mish', 'gelu', 'elu', 'sigmoid'])('%s cannot', (name) => {
    expect(built(name).joint).toBeUndefined();
  });

  it.each([
    ['silu', (x: number) => x / (1 + Math.exp(-x))],
    ['hard_silu', (x: number) => (x * Math.min(Math.max(x + 3, 0), 6)) / 6],
  ] as const)('%s alone has the values of its definition', (name, f) => {
    const call = { args: [tf.tensor1d(values)], kwargs: {}, maskOf: () => undefined, setMask: () => {} };
    const found = [built(name)(call)].flat()[0]!.dataSync();
    for (const [i, x] of values.entries()) expect(Math.abs(found[i]! - f(x))).toBeLessThan(1e-5);
  });
});
