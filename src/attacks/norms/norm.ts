/** What a norm means to an attack that looks for the nearest adversarial image. All arrays hold one image's values. */
export interface Norm {
  /** Size of the change from `clean` to `point`, summed in double precision. */
  distance(point: Float32Array, clean: Float32Array): number;
  /** Moves `point` to the nearest place that is both in the ball of the given radius around `clean` and in the box [0, 1]; in place. */
  project(point: Float32Array, clean: Float32Array, radius: number): void;
  /**
   * How far from `point` a linear function that rises along `gradient` has risen by `gain`, inside the box; infinite where it
   * cannot rise so far.
   */
  reach(point: Float32Array, gradient: Float32Array, gain: number): number;
}
