import type tf from '../../tfjs/tfjs.cjs';
import { addressOf, heapFloats, type Scratch } from '../bindings/wasmHeap.js';
import { writeJob } from '../bindings/writeJob.js';

/** What follows the sums of a convolution: times a factor and plus a shift for each filter, then bounds. */
export interface Finish {
  /** [filters]; 1 if left out. */
  readonly scale?: tf.TensorInfo | undefined;
  /** [filters]; 0 if left out. */
  readonly offset?: tf.TensorInfo | undefined;
  readonly bounds: Bounds;
}

/** Bounds of a result, infinite for none. */
export interface Bounds {
  readonly low: number;
  readonly high: number;
}

export const unbounded: Bounds = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };

/** Filters that the kernels read together. */
const together = 8;

/** Writes the description of what follows the sums of `filters` filters to the heap and returns its address. */
export function writeFinishJob(filters: number, { scale, offset, bounds }: Finish, scratch: Scratch): number {
  const room = Math.ceil(filters / together) * together;
  const scales = scratch.take(4 * room);
  const offsets = scratch.take(4 * room);
  copyOr(1, scale, scales, { room, filters });
  copyOr(0, offset, offsets, { room, filters });
  return writeJob(scratch, 'FinishJob', { scale: scales, offset: offsets, ...bounds });
}

function copyOr(
  constant: number,
  tensor: tf.TensorInfo | undefined,
  address: number,
  { room, filters }: { readonly room: number; readonly filters: number },
): void {
  const target = heapFloats(address, room).fill(constant);
  if (tensor !== undefined) target.set(heapFloats(addressOf(tensor), filters));
}
