/** Geometry of a norm for searches for the nearest adversarial image. All arrays hold one image's values. */
export interface Norm {
  /** Size of the change from `clean` to `point`, summed in double precision. */
  distance(point: Float32Array, clean: Float32Array): number;
  /** Projects `point` in place onto the intersection of the ball of the given radius around `clean` and the box [0, 1]. */
  project(point: Float32Array, clean: Float32Array, radius: number): void;
  /**
   * Distance from `point` at which a linear function with this `gradient` has risen by `gain` inside the box; infinite if it
   * cannot.
   */
  reach(point: Float32Array, gradient: Float32Array, gain: number): number;
}
