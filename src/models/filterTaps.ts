import type tf from '../tfjs/tfjs.cjs';

const taps = new WeakMap<object, number>();

/** Remembers how many positions of a filter's window have weights: those of a dilated one are written with zeros between them. */
export function markTaps(filter: tf.Tensor, positions: number): void {
  taps.set(filter.dataId, positions);
}

/** Positions of the window of a filter [height, width, ...] or of a clone of it: all of them, unless it was marked otherwise. */
export function tapsOf(filter: tf.Tensor4D): number {
  return taps.get(filter.dataId) ?? filter.shape[0] * filter.shape[1];
}
