import { kernelsOn } from '../bindings/kernelModule.js';
import type { BallStep, SparseStep } from './plain.js';
import * as plain from './plain.js';

// Steps of attacks on the values of one image, in place and in double precision, rounded where they are stored. Values on the wasm heap
// (`holdImages`) take compiled functions, all others the same in TypeScript, with the same bits. All arrays of a call are of one kind.

/** Moves each value of `point` by `length` along the sign of its slope, then projects as `linfProject`. */
export function linfStep(point: Float32Array, gradient: Float32Array, clean: Float32Array, step: BallStep): void {
  const kernels = kernelsOn(point);
  if (kernels === null) {
    plain.linfStep(point, gradient, clean, step);
    return;
  }
  const [by, around] = [beside(point, gradient), beside(point, clean)];
  kernels.linfStep(point.byteOffset, by, around, point.length, step.length, step.radius);
}

/** Projects `point` onto the values that differ from `clean` by at most the radius, then onto [0, 1]. */
export function linfProject(point: Float32Array, clean: Float32Array, radius: number): void {
  const kernels = kernelsOn(point);
  if (kernels === null) {
    plain.linfProject(point, clean, radius);
    return;
  }
  kernels.linfProject(point.byteOffset, beside(point, clean), point.length, radius);
}

/** Moves `point` by `length` along its gradient, scaled to norm 1 (one of 0 stays 0), then projects as `l2Project`. */
export function l2Step(point: Float32Array, gradient: Float32Array, clean: Float32Array, step: BallStep): void {
  const kernels = kernelsOn(point);
  if (kernels === null) {
    plain.l2Step(point, gradient, clean, step);
    return;
  }
  const [by, around] = [beside(point, gradient), beside(point, clean)];
  kernels.l2Step(point.byteOffset, by, around, point.length, step.length, step.radius);
}

/** Projects `point` onto the Euclidean ball of the radius around `clean`, then onto [0, 1]. */
export function l2Project(point: Float32Array, clean: Float32Array, radius: number): void {
  const kernels = kernelsOn(point);
  if (kernels === null) {
    plain.l2Project(point, clean, radius);
    return;
  }
  kernels.l2Project(point.byteOffset, beside(point, clean), point.length, radius);
}

/**
 * Moves the share of the values of `point` with the steepest slopes along their signs, by equal amounts that sum to `length`, then projects as
 * `l1Project`. A slope of 0 moves nothing.
 */
export function l1Step(point: Float32Array, gradient: Float32Array, clean: Float32Array, step: SparseStep): void {
  const kernels = kernelsOn(point);
  if (kernels === null) {
    plain.l1Step(point, gradient, clean, step);
    return;
  }
  const [by, around] = [beside(point, gradient), beside(point, clean)];
  const rank = plain.rankOf(step.share, point.length);
  kernels.l1Step(point.byteOffset, by, around, point.length, step.length, step.radius, rank);
}

/** Projects `point` onto the intersection of [0, 1] and the ball of the radius around `clean` in L1. */
export function l1Project(point: Float32Array, clean: Float32Array, radius: number): void {
  const kernels = kernelsOn(point);
  if (kernels === null) {
    plain.l1Project(point, clean, radius);
    return;
  }
  kernels.l1Project(point.byteOffset, beside(point, clean), point.length, radius);
}

/** x <- x + weight (ahead - x) + (1 - weight) (x - previous) for every value of `point`, whose values before become `previous`. */
export function mixSteps(point: Float32Array, ahead: Float32Array, previous: Float32Array, weight: number): void {
  const kernels = kernelsOn(point);
  if (kernels === null) {
    plain.mixSteps(point, ahead, previous, weight);
    return;
  }
  kernels.mixSteps(point.byteOffset, beside(point, ahead), beside(point, previous), point.length, weight);
}

/** sum += other, value by value. */
export function addFloats(sum: Float32Array, other: Float32Array): void {
  const kernels = kernelsOn(sum);
  if (kernels === null) {
    plain.addFloats(sum, other);
    return;
  }
  kernels.addFloats(sum.byteOffset, beside(sum, other), sum.length);
}

/** Divides every value by an integer below 2^24. */
export function divideFloats(values: Float32Array, divisor: number): void {
  const kernels = kernelsOn(values);
  if (kernels === null) {
    plain.divideFloats(values, divisor);
    return;
  }
  kernels.divideFloats(values.byteOffset, values.length, divisor);
}

/** Whether no value is NaN or infinite. */
export function areFinite(values: Float32Array): boolean {
  const kernels = kernelsOn(values);
  if (kernels === null) return plain.areFinite(values);
  return kernels.areFinite(values.byteOffset, values.length) !== 0;
}

/** Address of values that must be on the same heap as others. */
function beside(others: Float32Array, { buffer, byteOffset }: Float32Array): number {
  if (buffer !== others.buffer) throw new Error('the values of a step are on the WebAssembly heap only in part');
  return byteOffset;
}
