import type { NormalizedPooling } from '../kernels/convolution/poolJob.js';
import tf from '../tfjs/tfjs.cjs';
import type { ForwardOptions } from './drawKey.js';
import { singleInput, singleShape } from './singleInput.js';
import type { TiledConv2D } from './tiledConv2D.js';

/**
 * TiledConv2D, LocalResponseNormalization and pooling in one kernel, with the convolution's weights. `joinLayers` creates it only
 * for running: files contain the three layers.
 */
export class ConvolutionStage extends tf.layers.Layer {
  static readonly className = 'ConvolutionStage';
  private readonly convolution: TiledConv2D;
  private readonly pooling: NormalizedPooling;

  constructor(name: string, convolution: TiledConv2D, pooling: NormalizedPooling) {
    super({ name });
    this.convolution = convolution;
    this.pooling = pooling;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const outputs = this.convolution.computeOutputShape(singleShape(inputShape));
    const [batch, height, width, filters] = outputs as [number | null, number, number, number];
    return [batch, height >> 1, width >> 1, filters];
  }

  override call(inputs: tf.Tensor | tf.Tensor[], options: ForwardOptions): tf.Tensor {
    return this.convolution.callPooled(singleInput<tf.Tensor4D>(inputs), options, this.pooling);
  }
}
