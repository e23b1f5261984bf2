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

/** A step that moves some of the values. */
export interface SparseStep extends BallStep {
  /** Share of the values that move: those with the steepest slopes, with all that equal the least of them. */
  readonly share: number;
}

export function l1Step(
  point: Float32Array,
  gradient: Float32Array,
  clean: Float32Array,
  { length, radius, share }: SparseStep,
): void {
  const least = gradient.map(Math.abs).sort()[rankOf(share, gradient.length)]!;
  const isMoving = (slope: number) => slope !== 0 && Math.abs(slope) >= least;
  const move = length / gradient.reduce((count, slope) => count + Number(isMoving(slope)), 0);
  for (let at = 0; at < point.length; at++) {
    const slope = gradient[at]!;
    if (isMoving(slope)) point[at]! += move * Math.sign(slope);
  }
  l1Project(point, clean, radius);
}

/** Position, by size from the flattest on, of the least steep slope of a share of `count` slopes. */
export function rankOf(share: number, count: number): number {
  return Math.min(Math.max(Math.floor((1 - share) * count), 0), count - 1);
}

export function l1Project(point: Float32Array, clean: Float32Array, radius: number): void {
  const threshold = shrinkage(point, clean, radius);
  for (let at = 0; at < point.length; at++) {
    const origin = clean[at]!;
    const change = point[at]! - origin;
    point[at] = origin + Math.sign(change) * keptOf(Math.abs(change) - threshold, roomOf(origin, change));
  }
}

/**
 * The amount by which every change is reduced before it is clipped to the box, so that absolute changes add up to the radius: the exact
 * projection onto the intersection of ball and box (Croce & Hein 2021). The sum is piecewise linear in the amount, with breakpoints where a
 * change leaves the box's limit or reaches 0: Newton's steps from below find its piece, and every third step halves the interval.
 * 0 if the changes add up to no more than the radius.
 */
function shrinkage(point: Float32Array, clean: Float32Array, radius: number): number {
  let low = 0;
  let below = sumAt(point, clean, low);
  if (!(below.sum > radius)) return 0;
  let high = 0;
  for (let at = 0; at < point.length; at++) high = Math.max(high, Math.abs(point[at]! - clean[at]!));
  for (let step = 1; step <= 180 && high - low > 1e-12 * high; step++) {
    const newton = low + (below.sum - radius) / below.moving;
    const guess = step % 3 === 0 || !(newton > low && newton < high) ? (low + high) / 2 : newton;
    const here = sumAt(point, clean, guess);
    if (Math.abs(here.sum - radius) <= 1e-12 * radius) return guess;
    if (here.sum > radius) [low, below] = [guess, here];
    else high = guess;
  }
  return high;
}

/** The sum of absolute changes after a reduction, and how many of them are neither 0 nor limited by the box. Four sums, as in compiled code. */
function sumAt(point: Float32Array, clean: Float32Array, threshold: number): { sum: number; moving: number } {
  const sums: [number, number, number, number] = [0, 0, 0, 0];
  let moving = 0;
  for (let at = 0; at < point.length; at++) {
    const change = point[at]! - clean[at]!;
    const size = Math.abs(change) - threshold;
    const room = roomOf(clean[at]!, change);
    if (size > 0 && size < room) moving++;
    sums[(at & 3) as 0 | 1 | 2 | 3] += keptOf(size, room);
  }
  return { sum: sums[0] + sums[2] + (sums[1] + sums[3]), moving };
}

function keptOf(size: number, room: number): number {
  return Math.min(Math.max(size, 0), room);
}

/** How far a value can move in the direction of a change or slope before it leaves [0, 1]. */
export function roomOf(value: number, change: number): number {
  return change > 0 ? 1 - value : value;
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
