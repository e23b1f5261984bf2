import { kernelModule } from '../bindings/kernelModule.js';
import type { Scratch } from '../bindings/wasmHeap.js';
import { writeJob } from '../bindings/writeJob.js';
import type { Geometry } from './geometry.js';

/** Local response normalisation and the pooling of its result by 2 x 2 windows. */
export interface NormalizedPooling {
  readonly pooling: 'max' | 'average';
  /** Number of neighbouring channels on each side in the sum. */
  readonly depthRadius: number;
  readonly bias: number;
  readonly alpha: number;
  readonly beta: number;
}

/**
 * Writes the normalisation and pooling after a convolution to the heap and returns their address. `y` is the address of the
 * pooled result, `dy` that of its gradient; the convolution fills in the fields that change with each chunk.
 */
export function writePoolJob(
  { outHeight, outWidth, filters }: Geometry,
  { pooling, depthRadius, bias, alpha, beta }: NormalizedPooling,
  { y = 0, dy = 0, relu }: { readonly y?: number; readonly dy?: number; readonly relu: boolean },
  scratch: Scratch,
): number {
  // A window covers at most all channels.
  const radius = Math.max(0, Math.min(depthRadius, filters - 1));
  return writeJob(scratch, 'NormalizedPoolJob', {
    y,
    dy,
    height: outHeight,
    width: outWidth,
    channels: filters,
    relu: relu ? 1 : 0,
    average: pooling === 'average' ? 1 : 0,
    radius,
    bias,
    alpha,
    betaQuarters: 4 * beta,
    scratch: scratch.take(kernelModule().normalizedPoolRoom(filters, radius)),
  });
}
