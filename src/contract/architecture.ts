/** Names of tiling schemes in architectures and model files (paper, section 2). */
export const tilingNames = [
  'none',
  'imageOverlap',
  'imagePad',
  'alternate',
  'randomFixed',
  'random',
  'perforated',
] as const;
export type TilingName = (typeof tilingNames)[number];

export const poolings = ['max', 'average', 'stochastic', 'mixed'] as const;
export type Pooling = (typeof poolings)[number];

/** Local response normalisation: x / (bias + alpha sum x^2)^beta over 2 depthRadius + 1 channels. */
export interface ResponseNormalization {
  readonly depthRadius: number;
  readonly bias: number;
  readonly alpha: number;
  readonly beta: number;
}

/**
 * The paper's family of networks (section 3): per stage a k x k convolution, ReLU, local response normalisation and 2x2
 * pooling of stride 2, the last pool always average; then one fully connected layer to the logits.
 */
export interface Architecture {
  /** Output channels of each convolution. */
  readonly channels: readonly number[];
  readonly kernelSize: number;
  readonly pooling: Pooling;
  readonly tiling: TilingName;
  /** Tiles of each convolution. */
  readonly tiles: readonly number[];
  /** null: none. */
  readonly responseNormalization: ResponseNormalization | null;
  /** Whether tiles start with different (`independent`) or identical (`replicated`) filters. */
  readonly initialisation: 'independent' | 'replicated';
}

/** The paper's baseline; the other networks differ in channels, tiling and tiles. */
export const baselineArchitecture: Architecture = {
  channels: [32, 32, 64],
  kernelSize: 5,
  pooling: 'max',
  tiling: 'none',
  tiles: [1, 1, 1],
  responseNormalization: { depthRadius: 2, bias: 1, alpha: 1e-4, beta: 0.75 },
  initialisation: 'independent',
};
