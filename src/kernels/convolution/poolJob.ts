import type { Scratch } from '../bindings/wasmHeap.js';
import type { Geometry } from './geometry.js';

/** Local response normalisation and the pooling of its result by 2 x 2 windows. */
export interface NormalizedPooling {
  readonly pooling: 'max' | 'average';
  /** Channels to either side that enter the sum. */
  readonly depthRadius: number;
  readonly bias: number;
  readonly alpha: number;
  readonly beta: number;
}

/** Fields of `NormalizedPoolJob` in assembly/normalization/normalizedPoolJob.ts, in its order. */
const poolFields = [
  'x',
  'y',
  'dy',
  'dx',
  'batch',
  'height',
  'width',
  'channels',
  'xStep',
  'dxStep',
  'relu',
  'average',
  'radius',
  'bias',
  'alpha',
  'betaQuarters',
  'scratch',
] as const;

/**
 * Writes the normalisation and pooling that follow a convolution to the heap and returns their address. `y` is where the
 * pooled result goes, `dy` the gradient to it; what else changes from chunk to chunk the convolution fills in.
 */
export function writePoolJob(
  { outHeight, outWidth, filters }: Geometry,
  { pooling, depthRadius, bias, alpha, beta }: NormalizedPooling,
  { y = 0, dy = 0, relu }: { readonly y?: number; readonly dy?: number; readonly relu: boolean },
  scratch: Scratch,
): number {
  // A window reaches no further than all channels.
  const radius = Math.max(0, Math.min(depthRadius, filters - 1));
  const [biasBits, alphaBits] = new Int32Array(Float32Array.of(bias, alpha).buffer) as unknown as [number, number];
  const job: Record<(typeof poolFields)[number], number> = {
    x: 0,
    y,
    dy,
    dx: 0,
    batch: 0,
    height: outHeight,
    width: outWidth,
    channels: filters,
    xStep: 0,
    dxStep: 0,
    relu: relu ? 1 : 0,
    average: pooling === 'average' ? 1 : 0,
    radius,
    bias: biasBits,
    alpha: alphaBits,
    betaQuarters: 4 * beta,
    scratch: scratch.take(keptRows * rowBytes(filters, radius)),
  };
  return scratch.put(Int32Array.from(poolFields, (field) => job[field]));
}

/** Rows that the gradient keeps of a window, and one for squares: `passBackWindows` in assembly/normalization/normalizedPoolGradient.ts. */
const keptRows = 13;

/** `rowBytesOf` in assembly/normalization/squareRows.ts. */
function rowBytes(channels: number, radius: number): number {
  const wholeVectors = (floats: number) => 16 * Math.ceil(floats / 4);
  return wholeVectors(channels) + 2 * wholeVectors(radius);
}
