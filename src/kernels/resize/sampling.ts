/** Positions of a resized image's pixels in the original, by TensorFlow's attributes. */
export interface ResizeMode {
  /** Centres of the corner pixels are aligned. */
  readonly alignCorners: boolean;
  /** Pixel i covers [i, i + 1]; otherwise it is the point i. */
  readonly halfPixelCenters: boolean;
}

/** Sides before and after. */
export interface AxisSizes {
  readonly from: number;
  readonly to: number;
}

const single = Math.fround;

/** Original pixels per resized pixel along an axis, in single precision like TensorFlow. */
function scaleOf({ from, to }: AxisSizes, { alignCorners }: ResizeMode): number {
  return alignCorners && to > 1 ? single((from - 1) / (to - 1)) : single(from / to);
}

/** The original pixel that each resized one repeats, along one axis. */
export function nearestPixels(sizes: AxisSizes, mode: ResizeMode): Int32Array {
  const scale = scaleOf(sizes, mode);
  return Int32Array.from({ length: sizes.to }, (_, at) => {
    const place = single((mode.halfPixelCenters ? at + 0.5 : at) * scale);
    const pixel = mode.alignCorners ? Math.round(place) : Math.floor(place);
    return Math.min(Math.max(pixel, 0), sizes.from - 1);
  });
}

/** The two original pixels around each resized one along one axis, and the fraction between them. */
export function linearPixels(sizes: AxisSizes, mode: ResizeMode): readonly (readonly [number, number, number])[] {
  const scale = scaleOf(sizes, mode);
  return Array.from({ length: sizes.to }, (_, at) => {
    const place = mode.halfPixelCenters ? single(single((at + 0.5) * scale) - 0.5) : single(at * scale);
    const low = Math.floor(place);
    const first = Math.min(Math.max(low, 0), sizes.from - 1);
    return [first, Math.min(Math.max(Math.ceil(place), 0), sizes.from - 1), place - low];
  });
}
