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
  /** As large as the results: added before the bounds. */
  readonly added?: tf.TensorInfo | undefined;
}

/** Bounds of a result, infinite for none. */
export interface Bounds {
  readonly low: number;
  readonly high: number;
}

/** What the gradient of a finished convolution with respect to its input reads. */
export interface GradientOperands {
  readonly dy: tf.TensorInfo;
  readonly filter: tf.TensorInfo;
  /** The finished result, if its bounds matter. */
  readonly y?: tf.TensorInfo | undefined;
}

export const unbounded: Bounds = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };

/** Filters that the kernels read together. */
const together = 8;

/** Whether the kernels can add `added` to the results of `filters` filters, which are complete vectors. */
export function canAdd(filters: number): boolean {
  return filters % 4 === 0;
}

/**
 * Writes the description of what follows the sums of `filters` filters to the heap and returns its address. `results` is the address of
 * the results, which matters if something is added.
 */
export function writeFinishJob(
  filters: number,
  { scale, offset, bounds, added }: Finish,
  scratch: Scratch,
  results = 0,
): number {
  const room = Math.ceil(filters / together) * together;
  const scales = scratch.take(4 * room);
  const offsets = scratch.take(4 * room);
  copyOr(1, scale, scales, { room, filters });
  copyOr(0, offset, offsets, { room, filters });
  const job = { scale: scales, offset: offsets };
  if (added === undefined) return writeJob(scratch, 'FinishJob', { ...job, ...bounds });
  const later = { added: addressOf(added), results, addedLow: bounds.low, addedHigh: bounds.high };
  return writeJob(scratch, 'FinishJob', { ...job, ...unbounded, ...later });
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
