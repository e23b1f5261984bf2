import { stochasticPool } from '../kernels/stochasticPool/stochasticPool.js';
import tf from '../tfjs/tfjs.cjs';
import { type ForwardOptions, layerStream, requireDraw } from './drawKey.js';
import { type PoolConfig, pooledShape } from './pooledShape.js';
import { singleInput } from './singleInput.js';

/**
 * Stochastic pooling (Zeiler and Fergus 2013): in training a unit of the window is drawn with probability proportional to its
 * activation; in test the activation-weighted mean. Inputs must not be negative.
 */
export class StochasticPooling2D extends tf.layers.Layer {
  static readonly className = 'StochasticPooling2D';
  private readonly pool: PoolConfig;

  constructor(config: PoolConfig) {
    super(config);
    this.pool = { size: config.size, strides: config.strides };
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return pooledShape(inputShape, this.pool);
  }

  override call(inputs: tf.Tensor | tf.Tensor[], options: ForwardOptions): tf.Tensor {
    return tf.tidy(() => {
      const x = singleInput<tf.Tensor4D>(inputs);
      const random = options.training === true ? this.drawUniforms(x, options) : null;
      return stochasticPool(x, { ...this.pool, random });
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), size: this.pool.size, strides: this.pool.strides };
  }

  private drawUniforms(x: tf.Tensor4D, options: ForwardOptions): tf.Tensor4D {
    const key = requireDraw(this.name, options, x.shape[0]);
    const shape = pooledShape(x.shape, this.pool) as [number, number, number, number];
    const perImage = shape[1] * shape[2] * shape[3];
    const values = new Float32Array(shape[0] * perImage);
    for (let position = 0; position < shape[0]; position++) {
      const stream = layerStream(this.name, key, position);
      for (let at = 0; at < perImage; at++) values[position * perImage + at] = stream.float();
    }
    return tf.tensor4d(values, shape);
  }
}

tf.serialization.registerClass(StochasticPooling2D);
