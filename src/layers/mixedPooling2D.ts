import { mixedPool } from '../kernels/mixedPool/mixedPool.js';
import tf from '../tfjs/tfjs.cjs';
import { type PoolConfig, pooledShape } from './pooledShape.js';
import { singleInput, singleShape } from './singleInput.js';

interface MixedPoolingConfig extends PoolConfig {
  /** b: how fast the mixture follows its trained parameter. */
  sharpness: number;
  /** a_c before training, in (0, 1); 0.9 lets max dominate. */
  initialMixture: number;
}

/** a_c max + (1 - a_c) avg with a_c = sigmoid(b r_c), r_c trained, one per channel (paper, section 3: mixed pooling). */
export class MixedPooling2D extends tf.layers.Layer {
  static readonly className = 'MixedPooling2D';
  private readonly config: MixedPoolingConfig;
  private mixture!: tf.LayerVariable;

  constructor(config: MixedPoolingConfig) {
    super(config);
    if (!(config.sharpness > 0) || !(config.initialMixture > 0 && config.initialMixture < 1)) {
      throw new RangeError('MixedPooling2D: sharpness is positive and initialMixture in (0, 1)');
    }
    this.config = config;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const channels = singleShape(inputShape).at(-1) as number;
    const { sharpness, initialMixture } = this.config;
    const start = Math.log(initialMixture / (1 - initialMixture)) / sharpness;
    this.mixture = this.addWeight('mixture', [channels], 'float32', tf.initializers.constant({ value: start }));
    this.built = true;
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return pooledShape(inputShape, this.config);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const mixture = tf.sigmoid(this.mixture.read().mul(this.config.sharpness)) as tf.Tensor1D;
      return mixedPool(singleInput<tf.Tensor4D>(inputs), mixture, this.config);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { size, strides, sharpness, initialMixture } = this.config;
    return { ...super.getConfig(), size, strides, sharpness, initialMixture };
  }
}

tf.serialization.registerClass(MixedPooling2D);
