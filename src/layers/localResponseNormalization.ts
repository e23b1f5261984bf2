import tf from '../tfjs/tfjs.cjs';
import { singleInput } from './singleInput.js';

interface LocalResponseNormalizationConfig {
  name?: string;
  /** Number of neighbouring channels on each side in the sum. */
  depthRadius: number;
  bias: number;
  alpha: number;
  beta: number;
}

/** x / (bias + alpha sum of x^2 over the neighbouring channels)^beta (Krizhevsky et al. 2012; paper, section 3). */
export class LocalResponseNormalization extends tf.layers.Layer {
  static readonly className = 'LocalResponseNormalization';
  private readonly depthRadius: number;
  private readonly bias: number;
  private readonly alpha: number;
  private readonly beta: number;

  constructor(config: LocalResponseNormalizationConfig) {
    super(config);
    this.depthRadius = config.depthRadius;
    this.bias = config.bias;
    this.alpha = config.alpha;
    this.beta = config.beta;
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return inputShape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = singleInput<tf.Tensor4D>(inputs);
    return tf.localResponseNormalization(x, this.depthRadius, this.bias, this.alpha, this.beta);
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { depthRadius, bias, alpha, beta } = this;
    return { ...super.getConfig(), depthRadius, bias, alpha, beta };
  }
}

tf.serialization.registerClass(LocalResponseNormalization);
