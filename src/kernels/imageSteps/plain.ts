// What `imageSteps` does where the values are not on the wasm heap, and the reference of the compiled functions.

/** The size of a step, and the radius of the ball that it ends in. */
export interface BallStep {
  readonly length: number;
  readonly radius: number;
}

export function linfStep(
  point: Float32Array,
  gradient: Float32Array,
  clean: Float32Array,
  { length, radius }: BallStep,
): void {
  for (let at = 0; at < point.length; at++) point[at]! += length * Math.sign(gradient[at]!);
  linfProject(point, clean, radius);
}

export function linfProject(point: Float32Array, clean: Float32Array, radius: number): void {
  // Comparisons pass NaN on to later checks, and take a third of the time of Math.min and Math.max.
  for (let at = 0; at < point.length; at++) {
    const origin = clean[at]!;
    let value = point[at]!;
    if (value < origin - radius) value = origin - radius;
    else if (value > origin + radius) value = origin + radius;
    if (value < 0) value = 0;
    else if (value > 1) value = 1;
    point[at] = value;
  }
}

export function l2Step(
  point: Float32Array,
  gradient: Float32Array,
  clean: Float32Array,
  { length, radius }: BallStep,
): void {
  const direction = gradient.slice();
  l2Unit(direction);
  for (let at = 0; at < point.length; at++) point[at]! += length * direction[at]!;
  l2Project(point, clean, radius);
}

/** Scales a vector in place to norm 1; a vector of 0 stays 0. */
export function l2Unit(vector: Float32Array): void {
  const largest = vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (largest === 0) return;
  // Squares of a confident image's gradient would underflow, so it is scaled to size 1 first.
  let squares = 0;
  for (const value of vector) squares += (value / largest) ** 2;
  const norm = Math.sqrt(squares);
  for (let at = 0; at < vector.length; at++) vector[at] = vector[at]! / largest / norm;
}

export function l2Project(point: Float32Array, clean: Float32Array, radius: number): void {
  const norm = l2Distance(point, clean);
  const scale = norm > radius ? radius / norm : 1;
  for (let at = 0; at < point.length; at++) {
    const value = clean[at]! + scale * (point[at]! - clean[at]!);
    point[at] = value < 0 ? 0 : Math.min(value, 1);
  }
}

/** Euclidean distance of two images, summed in double precision. */
export function l2Distance(a: Float32Array, b: Float32Array): number {
  let squares = 0;
  for (let at = 0; at < a.length; at++) squares += (a[at]! - b[at]!) ** 2;
  return Math.sqrt(squares);
}

export function mixSteps(point: Float32Array, ahead: Float32Array, previous: Float32Array, weight: number): void {
  for (let at = 0; at < point.length; at++) {
    const here = point[at]!;
    point[at] = here + weight * (ahead[at]! - here) + (1 - weight) * (here - previous[at]!);
    previous[at] = here;
  }
}

export function addFloats(sum: Float32Array, other: Float32Array): void {
  for (let at = 0; at < sum.length; at++) sum[at]! += other[at]!;
}

export function divideFloats(values: Float32Array, divisor: number): void {
  for (let at = 0; at < values.length; at++) values[at]! /= divisor;
}

export function areFinite(values: Float32Array): boolean {
  let zeros = 0; // stays 0 unless a value is NaN or infinite
  for (let at = 0; at < values.length; at++) zeros += 0 * values[at]!;
  return zeros === 0;
}
