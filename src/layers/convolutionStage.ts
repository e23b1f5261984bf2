import type { NormalizedPooling } from '../kernels/convolution/poolJob.js';
import tf from '../tfjs/tfjs.cjs';
import type { ForwardOptions } from './drawKey.js';
import { singleInput, singleShape } from './singleInput.js';
import type { TiledConv2D } from './tiledConv2D.js';

/**
 * What a TiledConv2D, a LocalResponseNormalization and a pooling layer compute one after the other, in one kernel. The weights
 * are the convolution's. `joinLayers` makes it for running only: files hold the three layers.
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
