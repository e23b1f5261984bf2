import type { RandomStream } from '../base/random.js';
import type { Recipe } from '../contract/recipe.js';

type Shape = readonly [height: number, width: number, channels: number];

/**
 * Writes one image, bytes HWC, into `target` at `offset` as floats in [0, 1]: randomly mirrored, shifted and brightened (paper,
 * section 3: mirroring and brightness changes). Brightness is clipped to [0, 1].
 */
export function augmentImage(
  image: Uint8Array,
  shape: Shape,
  {
    augmentation: { mirror, brightness, shift },
    stream,
    target,
    offset,
  }: {
    readonly augmentation: Recipe['augmentation'];
    readonly stream: RandomStream;
    readonly target: Float32Array;
    readonly offset: number;
  },
): void {
  const [height, width, channels] = shape;
  const mirrored = mirror && stream.int(2) === 1;
  const added = brightness === 0 ? 0 : (2 * stream.float() - 1) * brightness;
  const down = shift === 0 ? 0 : stream.int(2 * shift + 1) - shift;
  const right = shift === 0 ? 0 : stream.int(2 * shift + 1) - shift;
  let at = offset;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const fromY = y - down;
      const moved = x - right;
      const fromX = mirrored ? width - 1 - moved : moved;
      const inside = fromY >= 0 && fromY < height && moved >= 0 && moved < width;
      const from = (fromY * width + fromX) * channels;
      for (let channel = 0; channel < channels; channel++) {
        const pixel = inside ? image[from + channel]! / 255 : 0;
        target[at++] = Math.min(1, Math.max(0, pixel + added));
      }
    }
  }
}
