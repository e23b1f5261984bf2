import type { RandomStream } from '../base/random.js';
import type { ImageRow } from '../kernels/imageSteps/holdImages.js';
import { linfBall } from './balls/linfBall.js';

/** A square of an image and what is added to each of its channels. */
export interface SquareChange {
  readonly top: number;
  readonly left: number;
  readonly side: number;
  /** Of the image's rows. */
  readonly width: number;
  readonly changes: readonly number[];
  readonly radius: number;
}

/** A square at a random place, and +-2 radius for each channel of an image [H, W, C]. */
export function drawSquare(
  [height, width, channels]: readonly number[],
  { side, radius, stream }: { readonly side: number; readonly radius: number; readonly stream: RandomStream },
): SquareChange {
  const top = stream.int(height! - side + 1);
  const left = stream.int(width! - side + 1);
  const changes = Array.from({ length: channels! }, () => (stream.int(2) === 0 ? -2 * radius : 2 * radius));
  return { top, left, side, width: width!, changes, radius };
}

/**
 * Changes a square of an image in place and projects it onto the ball around the clean image, which all other values are in already. `undo`
 * takes it back.
 */
export function changeSquare(image: ImageRow, clean: ImageRow, change: SquareChange): { readonly undo: () => void } {
  const { top, left, side, width, changes, radius } = change;
  const channels = changes.length;
  const row = side * channels;
  const before = new Float32Array(side * row);
  const startOf = (y: number) => ((top + y) * width + left) * channels;
  const [values, origins] = [image.values, clean.values];
  for (let y = 0; y < side; y++) {
    const from = startOf(y);
    const own = values.subarray(from, from + row);
    before.set(own, y * row);
    for (let at = 0, channel = 0; at < row; at++) {
      own[at]! += changes[channel]!;
      channel = channel + 1 < channels ? channel + 1 : 0;
    }
    linfBall.project(own, origins.subarray(from, from + row), radius);
  }
  return {
    undo: () => {
      const now = image.values;
      for (let y = 0; y < side; y++) now.set(before.subarray(y * row, (y + 1) * row), startOf(y));
    },
  };
}
