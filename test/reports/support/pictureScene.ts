import type { RandomStream } from '../../../src/base/random.js';

/** Height, width, channels of the scenes. */
export const sceneShape = [32, 32, 3] as const;

type Colour = readonly [number, number, number];

/** A small picture with a sky, a ground and an object, floats in [0, 1], as a photograph of 32x32 pixels may look. */
export function pictureScene(stream: RandomStream): Float64Array {
  const pick = (low: number, high: number) => low + (high - low) * stream.float();
  const sky: Colour = [pick(0.4, 0.7), pick(0.6, 0.85), pick(0.75, 1)];
  const ground: Colour = [pick(0.2, 0.55), pick(0.3, 0.55), pick(0.1, 0.35)];
  const object: Colour = [pick(0.1, 0.95), pick(0.1, 0.6), pick(0.1, 0.7)];
  const horizon = pick(16, 24);
  const centre = [pick(13, 20), pick(14, 22)] as const;
  const radius = [pick(6, 11), pick(4, 8)] as const;
  const pixels = new Float64Array(32 * 32 * 3);
  for (let y = 0; y < 32; y++) {
    for (let x = 0; x < 32; x++) {
      const distance = Math.hypot((x - centre[0]) / radius[0], (y - centre[1]) / radius[1]);
      const within = 1 / (1 + Math.exp(9 * (distance - 1)));
      const below = 1 / (1 + Math.exp(-1.6 * (y - horizon)));
      const shade = 1 - 0.35 * (y / 32) + 0.25 * within * (1 - (y - centre[1]) / 12);
      const grain = 0.05 * stream.normal();
      for (let c = 0; c < 3; c++) {
        const back = sky[c]! * (1 - below) + ground[c]! * below;
        const value = (back * (1 - within) + object[c]! * within) * shade + grain;
        pixels[3 * (32 * y + x) + c] = Math.min(1, Math.max(0, value));
      }
    }
  }
  return pixels;
}
