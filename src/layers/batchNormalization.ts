import tf from '../tfjs/tfjs.cjs';
import { singleInput } from './singleInput.js';

/** Fields of tfjs's layer, which is not exported. */
interface StockBatchNormalization extends tf.layers.Layer {
  /** Keras writes it as a list. */
  readonly axis: number | [number];
  readonly epsilon: number;
  readonly gamma?: tf.LayerVariable;
  readonly beta?: tf.LayerVariable;
  readonly movingMean: tf.LayerVariable;
  readonly movingVariance: tf.LayerVariable;
}

const Stock = tf.layers.batchNormalization({})
  .constructor as tf.serialization.SerializableConstructor<StockBatchNormalization>;

/**
 * Replaces tfjs's layer, which has no gradient without gamma. In test mode the moving averages are constants; training uses
 * tfjs's code.
 */
class BatchNormalization extends Stock {
  static override readonly className = 'BatchNormalization';

  override call(inputs: tf.Tensor | tf.Tensor[], options: Record<string, unknown> = {}): tf.Tensor | tf.Tensor[] {
    if (options.training) return super.call(inputs, options as Parameters<tf.layers.Layer['call']>[1]);
    return tf.tidy(() => {
      const x = singleInput(inputs);
      const [given] = [this.axis].flat() as [number];
      const axis = given < 0 ? given + x.rank : given;
      const shape = axis === x.rank - 1 ? [x.shape[axis]!] : x.shape.map((size, at) => (at === axis ? size : 1));
      const parameter = (variable: tf.LayerVariable) => variable.read().reshape(shape) as tf.Tensor1D;
      const mean = parameter(this.movingMean);
      const scale = this.gamma == null ? (tf.onesLike(mean) as tf.Tensor1D) : parameter(this.gamma);
      const offset = this.beta == null ? (tf.zerosLike(mean) as tf.Tensor1D) : parameter(this.beta);
      return tf.batchNorm(x as tf.Tensor4D, mean, parameter(this.movingVariance), offset, scale, this.epsilon);
    });
  }
}

tf.serialization.registerClass(BatchNormalization);
