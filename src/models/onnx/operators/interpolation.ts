import { type HostValue, hostValue } from '../values.js';

/** How entries along an axis are interpolated, by the attributes of ONNX's Resize. */
export interface Interpolation {
  /** Number of entries before the resize. */
  readonly side: number;
  readonly length: number;
  /** New length divided by old length; may differ from `length` / `side` because of rounding. */
  readonly scale: number;
  readonly mode: 'nearest' | 'linear' | 'cubic';
  readonly coordinate:
    | 'half_pixel'
    | 'half_pixel_symmetric'
    | 'pytorch_half_pixel'
    | 'align_corners'
    | 'asymmetric'
    | 'tf_half_pixel_for_nn';
  readonly rounding: 'round_prefer_floor' | 'round_prefer_ceil' | 'floor' | 'ceil';
  readonly cubicCoefficient: number;
  /** Whether weights outside the ends are distributed to the other entries; otherwise the end value is repeated. */
  readonly excludesOutside: boolean;
  /** Whether windows are widened when downsampling. */
  readonly antialias: boolean;
}

/** Weights [length, side] of a resize along one axis; each row sums to 1. */
export function interpolationMatrix(rule: Interpolation): HostValue {
  const { side, length } = rule;
  const data = new Float32Array(length * side);
  for (let at = 0; at < length; at++) {
    const place = placeOf(rule, at);
    if (rule.mode === 'nearest') data[at * side + clamp(nearest(place, rule), side)]! += 1;
    else spread(data.subarray(at * side, (at + 1) * side), place, rule);
  }
  return hostValue('float32', [length, side], data);
}

/** The position of a result entry among the source entries. In single precision, like PyTorch and onnxruntime. */
function placeOf({ side, length, scale, coordinate }: Interpolation, at: number): number {
  const step = Math.fround(1 / scale);
  const half = Math.fround(Math.fround(at + 0.5) * step) - 0.5;
  switch (coordinate) {
    case 'asymmetric':
      return Math.fround(at * step);
    case 'align_corners':
      return length === 1 ? 0 : Math.fround(at * Math.fround((side - 1) / (length - 1)));
    case 'pytorch_half_pixel':
      return length === 1 ? 0 : half;
    case 'tf_half_pixel_for_nn':
      return half + 0.5;
    case 'half_pixel_symmetric':
      return half + (side / 2) * (1 - length / (scale * side));
    case 'half_pixel':
      return half;
  }
}

function nearest(place: number, { rounding }: Interpolation): number {
  switch (rounding) {
    case 'floor':
      return Math.floor(place);
    case 'ceil':
      return Math.ceil(place);
    case 'round_prefer_ceil':
      return Math.floor(place + 0.5);
    case 'round_prefer_floor':
      return Math.ceil(place - 0.5);
  }
}

function clamp(index: number, side: number): number {
  return Math.min(Math.max(index, 0), side - 1);
}

/** Adds the weights of the entries around a position to a row. */
function spread(row: Float32Array, place: number, rule: Interpolation): void {
  const { side, scale, mode, antialias } = rule;
  const widening = antialias && scale < 1 ? 1 / scale : 1;
  const reach = (mode === 'linear' ? 1 : 2) * widening;
  const first = Math.floor(place - reach) + 1;
  const entries = Array.from({ length: Math.ceil(place + reach) - first }, (_, i) => first + i);
  const kernel = mode === 'linear' ? triangle : cubic(rule.cubicCoefficient);
  const drops = rule.excludesOutside || antialias;
  const inside = entries.filter((entry) => !drops || (entry >= 0 && entry < side));
  const weights = inside.map((entry) => kernel(Math.abs(entry - place) / widening));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  inside.forEach((entry, i) => {
    row[clamp(entry, side)]! += weights[i]! / total;
  });
}

function triangle(distance: number): number {
  return Math.max(0, 1 - distance);
}

/** Keys' cubic convolution with coefficient a. */
function cubic(a: number): (distance: number) => number {
  return (distance) => {
    if (distance <= 1) return ((a + 2) * distance - (a + 3)) * distance * distance + 1;
    if (distance < 2) return ((a * distance - 5 * a) * distance + 8 * a) * distance - 4 * a;
    return 0;
  };
}
