import tf from '../tfjs/tfjs.cjs';
import { singleInput } from './singleInput.js';

interface ChannelNormalizationConfig {
  name?: string;
  /** Per channel, on pixels in [0, 1]. */
  mean: number[];
  /** Per channel, positive. */
  std: number[];
}

/** (x - mean) / std per channel. Inside the model, so that attacks and epsilons stay on pixels in [0, 1]. */
export class ChannelNormalization extends tf.layers.Layer {
  static readonly className = 'ChannelNormalization';
  private readonly mean: number[];
  private readonly std: number[];

  constructor(config: ChannelNormalizationConfig) {
    super(config);
    if (config.mean.length !== config.std.length || config.std.some((value) => !(value > 0))) {
      throw new RangeError('ChannelNormalization: one mean and one positive std a channel');
    }
    this.mean = config.mean;
    this.std = config.std;
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return inputShape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => singleInput(inputs).sub(this.mean).div(this.std));
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), mean: this.mean, std: this.std };
  }
}

tf.serialization.registerClass(ChannelNormalization);
