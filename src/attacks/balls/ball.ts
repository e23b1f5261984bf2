import type { RandomStream } from '../../base/random.js';

/** Geometry of one image's perturbations: what a norm means to an attack. All arrays hold one image's values. */
export interface Ball {
  /** Moves `point` to the ball of the given radius around `clean`, then to the box [0, 1]; in place. */
  project(point: Float32Array, clean: Float32Array, radius: number): void;
  /** Makes of a gradient the step of norm 1 that raises a linear loss most; a gradient of 0 stays 0. In place. */
  steepest(gradient: Float32Array): void;
  /** A point drawn uniformly from the ball of radius 1 around 0. */
  inside(dimensions: number, stream: RandomStream): Float32Array;
  /** A random point of norm 1. */
  surface(dimensions: number, stream: RandomStream): Float32Array;
}
