import type { RandomStream } from '../../base/random.js';
import type { BallStep } from '../../kernels/imageSteps/plain.js';

/** Geometry of a norm ball for one image. All arrays hold one image's values. */
export interface Ball {
  /** Projects `point` in place onto the ball of the given radius around `clean`, then onto the box [0, 1]. */
  project(point: Float32Array, clean: Float32Array, radius: number): void;
  /** Moves `point` by `length` times the `steepest` step of a gradient, which stays as it is, and projects it. */
  step(point: Float32Array, gradient: Float32Array, clean: Float32Array, step: BallStep): void;
  /** Converts a gradient in place to the step of norm 1 that increases a linear loss most; a gradient of 0 stays 0. */
  steepest(gradient: Float32Array): void;
  /** A point drawn uniformly from the ball of radius 1 around 0. */
  inside(dimensions: number, stream: RandomStream): Float32Array;
  /** A random point of norm 1. */
  surface(dimensions: number, stream: RandomStream): Float32Array;
}
