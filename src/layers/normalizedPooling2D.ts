import * as tf from '@tensorflow/tfjs';
import { type NormalizedPooling, normalizedPool } from '../kernels/normalizedPool/normalizedPool.js';
import { singleInput, singleShape } from './singleInput.js';

/**
 * What a LocalResponseNormalization layer and a pooling layer after it compute, in one kernel. Made by `joinLayers` for
 * running alone: files hold the two layers.
 */
export class NormalizedPooling2D extends tf.layers.Layer {
  static readonly className = 'NormalizedPooling2D';
  private readonly config: NormalizedPooling;

  constructor(config: NormalizedPooling & { readonly name: string }) {
    super({ name: config.name });
    this.config = config;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [batch, height, width, channels] = singleShape(inputShape) as [number | null, number, number, number];
    return [batch, height >> 1, width >> 1, channels];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const { pooling, depthRadius, bias, alpha, beta } = this.config;
    return normalizedPool(singleInput<tf.Tensor4D>(inputs), { pooling, depthRadius, bias, alpha, beta });
  }
}
