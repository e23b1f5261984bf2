import type tf from '../../tfjs/tfjs.cjs';
import { kernelModule } from '../bindings/kernelModule.js';
import { addressOf, heapFloats, type Scratch } from '../bindings/wasmHeap.js';
import { writeJob } from '../bindings/writeJob.js';

/** What can follow a convolution: nothing, max(y, 0), that and at most 6, y / (1 + e^-y), or y min(max(y + 3, 0), 6) / 6. */
export type FinishingActivation = 'linear' | 'relu' | 'relu6' | 'swish' | 'hardswish';

/** What follows the sums of a convolution: times a factor and plus a shift for each filter, then an activation. */
export interface Finish {
  /** [filters]; 1 if left out. */
  readonly scale?: tf.TensorInfo | undefined;
  /** [filters]; 0 if left out. */
  readonly offset?: tf.TensorInfo | undefined;
  readonly activation: FinishingActivation;
  /** As large as the results: added before the activation. */
  readonly added?: tf.TensorInfo | undefined;
  /** As large as the results: receives the slopes of an activation that `hasSlopes`. */
  readonly slopes?: tf.TensorInfo | undefined;
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
  /** The finished result, if its bounds matter, or the slopes of its activation. */
  readonly y?: tf.TensorInfo | undefined;
}

const unbounded: Bounds = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };

/** Bounds of the results of an activation. */
export const boundsOf = {
  linear: unbounded,
  relu: { low: 0, high: Number.POSITIVE_INFINITY },
  relu6: { low: 0, high: 6 },
  swish: unbounded,
  hardswish: unbounded,
} satisfies Record<FinishingActivation, Bounds>;

/** Whether an activation's slopes cannot be read off its results. */
export function hasSlopes(activation: FinishingActivation): activation is 'swish' | 'hardswish' {
  return activation === 'swish' || activation === 'hardswish';
}

/** Filters that the kernels read together. */
const together = 8;

/**
 * Writes the description of what follows the sums of `filters` filters to the heap and returns its address. `results` is the address of
 * the results, which matters if something is added or slopes are written.
 */
export function writeFinishJob(
  filters: number,
  { scale, offset, activation, added, slopes }: Finish,
  scratch: Scratch,
  results = 0,
): number {
  const room = Math.ceil(filters / together) * together;
  const scales = scratch.take(4 * room);
  const offsets = scratch.take(4 * room);
  copyOr(1, scale, scales, { room, filters });
  copyOr(0, offset, offsets, { room, filters });
  const { low, high } = boundsOf[activation];
  return writeJob(scratch, 'FinishJob', {
    scale: scales,
    offset: offsets,
    ...(added === undefined ? { low, high } : unbounded),
    added: added === undefined ? 0 : addressOf(added),
    results,
    addedLow: low,
    addedHigh: high,
    activation: numberOf(activation),
    slopes: slopes === undefined ? 0 : addressOf(slopes),
    constants: hasSlopes(activation) ? scratch.take(kernelModule().CONSTANTS_ROOM.value) : 0,
  });
}

/** The kernels' number of an activation other than bounds, 0 for others. */
function numberOf(activation: FinishingActivation): number {
  const { HARD_SWISH, SWISH } = kernelModule();
  if (!hasSlopes(activation)) return 0;
  return activation === 'swish' ? SWISH.value : HARD_SWISH.value;
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
