import { nameKey, randomStream } from '../base/random.js';
import type { TilingName } from '../contract/architecture.js';
import type { NormalizedPooling } from '../kernels/convolution/poolJob.js';
import { convolutionStage } from '../kernels/convolutionStage/convolutionStage.js';
import { compiledAssignment } from '../kernels/randomAssignment/randomAssignment.js';
import { tiledConv2d } from '../kernels/tiledConv2d/tiledConv2d.js';
import tf from '../tfjs/tfjs.cjs';
import type { Grid, TilingScheme } from '../tilings/tilingScheme.js';
import { assignTiles, tilingFault, tilings } from '../tilings/tilings.js';
import { type ForwardOptions, layerStates, layerStream, requireDraw } from './drawKey.js';
import { type MountedArrays, passArrays } from './mountedArrays.js';
import { singleInput, singleShape } from './singleInput.js';
import { joinSubImages, splitSubImages } from './subImages.js';

export interface TiledConv2DConfig {
  name?: string;
  /** Output channels. */
  filters: number;
  /** Side of the square kernel. */
  kernelSize: number;
  strides: number;
  padding: 'same' | 'valid';
  activation: 'linear' | 'relu';
  tiling: TilingName;
  tiles: number;
  /** Seed of the assignment that 'randomFixed' draws at build time. */
  tilingSeed: number;
}

/**
 * Convolution whose kernel matrix is replicated on tiles, each with its own bias; every patch is computed by the tile
 * that the tiling scheme assigns it to (paper, section 2). Weights: kernels [tiles, k, k, C, F], biases [tiles, F] and,
 * with 'randomFixed', the stored assignment.
 */
export class TiledConv2D extends tf.layers.Layer {
  static readonly className = 'TiledConv2D';
  private readonly config: TiledConv2DConfig;
  private readonly scheme: TilingScheme;
  private kernels!: tf.LayerVariable;
  private biases!: tf.LayerVariable;
  private storedAssignment: tf.LayerVariable | null = null;
  private arrays: MountedArrays | null = null;

  constructor(config: TiledConv2DConfig) {
    super(config);
    this.config = { ...config };
    this.scheme = tilings[config.tiling];
    if (this.scheme === undefined) throw new RangeError(`unknown tiling '${config.tiling}'`);
    if (this.scheme.padded && (config.strides !== 1 || config.padding !== 'same')) {
      throw new RangeError(`tiling '${config.tiling}' needs strides 1 and padding 'same'`);
    }
  }

  /** Name of the tiling scheme. */
  get tiling(): TilingName {
    return this.config.tiling;
  }

  /** Number of tiles. */
  get tiles(): number {
    return this.config.tiles;
  }

  /** The forward pass in test mode is random. */
  get stochastic(): boolean {
    return this.scheme.drawn === 'image' && !this.scheme.trainingOnly && this.config.tiles > 1;
  }

  /** From now on the layer's convolution is that of analog arrays, which belong to the caller. */
  mount(arrays: MountedArrays): void {
    this.arrays = arrays;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const { kernelSize, filters, tiles, tiling } = this.config;
    const channels = singleShape(inputShape).at(-1) as number;
    const grid = this.grid(singleShape(inputShape));
    const fault = tilingFault(tiling, grid, tiles);
    if (fault !== null) throw new RangeError(`layer '${this.name}': ${fault}`);
    const replicas = this.scheme.replicas(tiles);
    const zeros = tf.initializers.zeros();
    this.kernels = this.addWeight('kernels', [replicas, kernelSize, kernelSize, channels, filters], 'float32', zeros);
    this.biases = this.addWeight('biases', [replicas, filters], 'float32', zeros);
    if (this.scheme.drawn === 'model') this.storeAssignment(grid, zeros);
    this.built = true;
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    const shape = singleShape(inputShape);
    const { height, width } = this.grid(shape);
    return [shape[0]!, height, width, this.config.filters];
  }

  override call(inputs: tf.Tensor | tf.Tensor[], options: ForwardOptions): tf.Tensor {
    return tf.tidy(() => {
      const x = singleInput<tf.Tensor4D>(inputs);
      return this.scheme.padded
        ? this.convolveSubImages(x, options)
        : this.convolve(x, this.assignment(x, options), options);
    });
  }

  /** Whether `callPooled` can replace `call` and the following layers. */
  get poolable(): boolean {
    return !this.scheme.padded;
  }

  /** The outputs normalised and pooled. Only if the layer is `poolable`. */
  callPooled(x: tf.Tensor4D, options: ForwardOptions, pooling: NormalizedPooling): tf.Tensor4D {
    return tf.tidy(() => {
      const { kernels, biases, ...rest } = this.operands(this.assignment(x, options));
      if (this.arrays !== null) return passArrays(x, this.arrays, { ...rest, biases, options, pooling });
      return convolutionStage(x, kernels, biases, { ...rest, ...pooling });
    });
  }

  /**
   * The tile of each patch of [B, H, W, C] inputs in a forward pass with these options: [B, patches], or [1, patches] if all
   * images share one assignment. The caller owns it.
   */
  assignment(x: { readonly shape: readonly [number, number, number, number] }, options: ForwardOptions): tf.Tensor2D {
    const grid = this.grid([...x.shape]);
    const patches = grid.height * grid.width;
    if (this.storedAssignment !== null) return this.storedAssignment.read().reshape([1, patches]);
    const drawn = this.scheme.drawn === 'image' && (options.training === true || !this.scheme.trainingOnly);
    if (drawn && this.config.tiles > 1) return this.drawAssignments(grid, options, x.shape[0]);
    const { tiling, tiles } = this.scheme.trainingOnly ? { tiling: 'none' as const, tiles: 1 } : this.config;
    const stream = randomStream(0, 'fixedTiling');
    return tf.tensor2d(assignTiles(tiling, grid, { tiles, stream }), [1, patches], 'int32');
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { filters, kernelSize, strides, padding, activation, tiling, tiles, tilingSeed } = this.config;
    return { ...super.getConfig(), filters, kernelSize, strides, padding, activation, tiling, tiles, tilingSeed };
  }

  private grid(inputShape: tf.Shape): Grid {
    const { kernelSize, strides, padding } = this.config;
    const side = (length: number) => Math.ceil((padding === 'same' ? length : length - kernelSize + 1) / strides);
    return { height: side(inputShape[1]!), width: side(inputShape[2]!) };
  }

  private convolve(x: tf.Tensor4D, assignment: tf.Tensor2D, options: ForwardOptions): tf.Tensor4D {
    const { kernels, biases, ...how } = this.operands(assignment);
    if (this.arrays !== null) return passArrays(x, this.arrays, { ...how, biases, options });
    return tiledConv2d(x, kernels, biases, how);
  }

  private operands(assignment: tf.Tensor2D) {
    const { strides, padding, activation } = this.config;
    return {
      kernels: this.kernels.read() as tf.Tensor5D,
      biases: this.biases.read() as tf.Tensor2D,
      assignment,
      strides: [strides, strides] as const,
      padding,
      activation,
    };
  }

  /** Every region becomes a separate image on the batch axis, computed by one tile. */
  private convolveSubImages(x: tf.Tensor4D, options: ForwardOptions): tf.Tensor4D {
    const [batch, height, width] = x.shape;
    const q = Math.round(Math.sqrt(this.config.tiles));
    const parts = splitSubImages(x, q);
    const patches = parts.shape[1] * parts.shape[2];
    const assignment = new Int32Array(parts.shape[0] * patches);
    for (let part = 0; part < parts.shape[0]; part++) {
      const region = part % (q * q);
      assignment.fill(Math.floor(region / q) + q * (region % q), part * patches, (part + 1) * patches);
    }
    const outputs = this.convolve(parts, tf.tensor2d(assignment, [batch * q * q, patches], 'int32'), options);
    return joinSubImages(outputs, q, [height, width]);
  }

  private drawAssignments(grid: Grid, options: ForwardOptions, batch: number): tf.Tensor2D {
    const key = requireDraw(this.name, options, batch);
    const patches = grid.height * grid.width;
    const { tiling, tiles } = this.config;
    const compiled = tiling === 'random' ? compiledAssignment() : null;
    if (compiled !== null) return compiled({ states: layerStates(this.name, key), patches, tiles });
    const assignments = new Int32Array(batch * patches);
    for (let position = 0; position < batch; position++) {
      const stream = layerStream(this.name, key, position);
      assignments.set(assignTiles(tiling, grid, { tiles, stream }), position * patches);
    }
    return tf.tensor2d(assignments, [batch, patches], 'int32');
  }

  private storeAssignment(grid: Grid, zeros: ReturnType<typeof tf.initializers.zeros>): void {
    const { tiling, tiles, tilingSeed } = this.config;
    const patches = grid.height * grid.width;
    this.storedAssignment = this.addWeight('assignment', [patches], 'int32', zeros, undefined, false);
    const stream = randomStream(tilingSeed, 'fixedTiling', nameKey(this.name));
    const assignment = tf.tensor1d(assignTiles(tiling, grid, { tiles, stream }), 'int32');
    this.storedAssignment.write(assignment);
    assignment.dispose();
  }
}

tf.serialization.registerClass(TiledConv2D);
