import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../src/kernels/engine.js';
import tf from '../../src/tfjs/tfjs.cjs';
import '../../src/layers/allLayers.js';

/** A layer as a model file names it, built for images of the shape. */
function layerOf(className: string, config: object, shape: number[]): tf.layers.Layer {
  const registered = tf.serialization.SerializationMap.getMap().classNameMap[className]!;
  const layer = registered[1](registered[0], config as tf.serialization.ConfigDict) as tf.layers.Layer;
  layer.apply(tf.input({ shape }));
  return layer;
}

describe.each(['wasm', 'cpu'] as const)('layers in place of those of tfjs on %s', (backend) => {
  beforeAll(async () => {
    await startEngine(backend);
  });

  it.each([1, 2, -1, [3]])('batch normalisation takes the statistics of its axis: %s', (axis) => {
    const layer = layerOf('BatchNormalization', { axis, scale: false, epsilon: 0.25 }, [2, 2, 2]);
    layer.setWeights([tf.tensor1d([1, 2]), tf.tensor1d([3, 4]), tf.tensor1d([0.75, 3.75])]);
    const place = axis === -1 || Array.isArray(axis) ? 3 : axis;
    const stride = 2 ** (3 - place);
    const x = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 2, 2]);
    const channel = (at: number) => Math.floor(at / stride) % 2;
    const y = (layer.apply(x) as tf.Tensor).dataSync();
    const slopes = tf
      .grad((images) => (layer.apply(images) as tf.Tensor).sum())(x)
      .dataSync();
    for (let at = 0; at < 8; at++) {
      const [mean, deviation, beta] = channel(at) === 0 ? [3, 1, 1] : [4, 2, 2];
      expect(y[at]).toBeCloseTo((at + 1 - mean) / deviation + beta, 5);
      expect(slopes[at]).toBeCloseTo(1 / deviation, 5);
    }
  });

  it('a grouped convolution uses only the channels of its group, and a dilated one has a gradient', () => {
    const config = { filters: 2, kernelSize: [1, 1], groups: 2, useBias: false };
    const layer = layerOf('Conv2D', config, [1, 1, 4]);
    expect(layer.getWeights()[0]!.shape).toEqual([1, 1, 2, 2]);
    layer.setWeights([tf.tensor4d([1, 10, 2, 20], [1, 1, 2, 2])]);
    const x = tf.tensor4d([1, 2, 3, 4], [1, 1, 1, 4]);
    expect([...(layer.apply(x) as tf.Tensor).dataSync()]).toEqual([5, 110]);

    const dilated = layerOf('Conv2D', { filters: 1, kernelSize: [2, 2], dilationRate: [2, 2] }, [3, 3, 1]);
    dilated.setWeights([tf.tensor4d([1, 2, 3, 4], [2, 2, 1, 1]), tf.tensor1d([0])]);
    const slopes = tf.grad((images) => (dilated.apply(images) as tf.Tensor).sum())(tf.ones([1, 3, 3, 1]));
    expect([...slopes.dataSync()]).toEqual([1, 0, 2, 0, 0, 0, 3, 0, 4]);
  });
});
