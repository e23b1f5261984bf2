import { groupedConv2d } from '../kernels/groupedConv2d.js';
import tf from '../tfjs/tfjs.cjs';
import { singleInput } from './singleInput.js';

type Pair = [number, number];
type Initializer = Parameters<tf.layers.Layer['addWeight']>[3];

/** Fields of tfjs's layer, which is not exported. */
interface StockConvolution extends tf.layers.Layer {
  readonly filters: number;
  readonly kernelSize: Pair;
  readonly strides: Pair;
  readonly dilationRate: Pair;
  readonly padding: 'same' | 'valid';
  readonly dataFormat: string;
  readonly useBias: boolean;
  readonly activation: { apply(x: tf.Tensor): tf.Tensor } | null;
  readonly kernelInitializer: Initializer;
  readonly biasInitializer: Initializer;
  kernel: tf.LayerVariable;
  bias: tf.LayerVariable | null;
}

type ConvolutionConfig = Parameters<typeof tf.layers.conv2d>[0];
const Stock = tf.layers.conv2d({ filters: 1, kernelSize: 1 })
  .constructor as tf.serialization.SerializableConstructor<StockConvolution>;

/** Replaces tfjs's layer, which has no gradient for dilated convolutions and ignores `groups`. */
class Convolution2D extends Stock {
  static override readonly className = 'Conv2D';
  private readonly groups: number;

  constructor(config: ConvolutionConfig & { readonly groups?: number }) {
    super(config as unknown as tf.serialization.ConfigDict);
    this.groups = config.groups ?? 1;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    if (this.groups === 1) {
      super.build(inputShape);
      return;
    }
    const shape = (Array.isArray(inputShape[0]) ? inputShape[0] : inputShape) as tf.Shape;
    const channels = shape[this.channelsFirst ? 1 : 3]!;
    if (channels % this.groups !== 0 || this.filters % this.groups !== 0) {
      throw new Error(
        `${this.name}: ${channels} channels and ${this.filters} filters, not multiples of ${this.groups} groups`,
      );
    }
    const kernel = [...this.kernelSize, channels / this.groups, this.filters];
    this.kernel = this.addWeight('kernel', kernel, 'float32', this.kernelInitializer);
    this.bias = this.useBias ? this.addWeight('bias', [this.filters], 'float32', this.biasInitializer) : null;
    this.built = true;
  }

  override call(
    inputs: tf.Tensor | tf.Tensor[],
    options: Parameters<tf.layers.Layer['call']>[1],
  ): tf.Tensor | tf.Tensor[] {
    if (this.groups === 1 && this.dilationRate.every((rate) => rate === 1)) return super.call(inputs, options);
    return tf.tidy(() => {
      const x = singleInput(inputs) as tf.Tensor4D;
      const { strides, padding, dilationRate } = this;
      const images = this.channelsFirst ? tf.transpose(x, [0, 2, 3, 1]) : x;
      const how = { strides, pad: padding, dilations: dilationRate };
      const sums = groupedConv2d(images, this.kernel.read() as tf.Tensor4D, how);
      const y = this.bias == null ? sums : sums.add(this.bias.read());
      const placed = this.channelsFirst ? tf.transpose(y, [0, 3, 1, 2]) : y;
      return this.activation == null ? placed : this.activation.apply(placed);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    const config = super.getConfig();
    return this.groups === 1 ? config : { ...config, groups: this.groups };
  }

  private get channelsFirst(): boolean {
    return this.dataFormat === 'channelsFirst';
  }
}

tf.serialization.registerClass(Convolution2D);
