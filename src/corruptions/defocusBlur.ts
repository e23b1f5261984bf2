import { defineCorruption } from './corruption.js';
import { bell, filter, type Tap } from './pictures/filter.js';

/** A disk with an edge softened by a 3 x 3 Gaussian. */
export const defocusBlur = defineCorruption({
  title: 'Defocus blur',
  group: 'blur',
  parameters: [
    { radius: 0.3, soft: 0.4 },
    { radius: 0.4, soft: 0.5 },
    { radius: 0.5, soft: 0.6 },
    { radius: 1, soft: 0.2 },
    { radius: 1.5, soft: 0.1 },
  ],
  apply: (picture, { radius, soft }) => filter(picture, disk(radius, soft), 'mirror'),
});

function disk(radius: number, soft: number): Tap[] {
  const reach = Math.ceil(radius);
  const places = Array.from({ length: 2 * reach + 1 }, (_, at) => at - reach);
  const hard = places
    .flatMap((dy) => places.map((dx) => ({ dy, dx })))
    .filter(({ dy, dx }) => dy ** 2 + dx ** 2 <= radius ** 2);
  const weights = bell(soft, 1);
  return hard.flatMap(({ dy, dx }) =>
    weights.flatMap((down, y) =>
      weights.map((right, x): Tap => ({ dy: dy + y - 1, dx: dx + x - 1, weight: (down * right) / hard.length })),
    ),
  );
}
