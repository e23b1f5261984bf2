import { kernelModule } from '../bindings/kernelModule.js';
import type { Scratch } from '../bindings/wasmHeap.js';
import { writeJob } from '../bindings/writeJob.js';
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
