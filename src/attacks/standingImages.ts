import { type HeldImages, holdImages } from '../kernels/imageSteps/holdImages.js';
import type { AttackBatch } from './attack.js';
import { gatherValues, selectImages } from './selectImages.js';

/** The images of a batch that an attack still works on; initially all. */
export interface StandingImages {
  /** Their positions in the whole batch, ascending. */
  readonly positions: readonly number[];
  /** A batch of only these images. Valid until the next `keep`; undefined if none is left. */
  readonly batch: AttackBatch;
  /** Their values among those of the whole batch, one after the other. */
  gather(values: Float32Array): Float32Array;
  /** The same for a pass, from images that are held; valid until these change. Not to be disposed of. */
  points(whole: HeldImages): ReturnType<HeldImages['points']>;
  /** Keeps the images whose index among the remaining ones passes. */
  keep(stays: (index: number) => boolean): void;
  dispose(): void;
}

/** All images of a batch, which the caller still owns; `dispose` frees selections from it. */
export function standingImages(whole: AttackBatch): StandingImages {
  let positions = whole.images.map((_, position) => position);
  let batch = whole;
  let standing: HeldImages | null = null;
  const dispose = () => {
    standing?.dispose();
    standing = null;
    if (batch !== whole) batch.pixels.dispose();
    batch = whole;
  };
  return {
    get positions() {
      return positions;
    },
    get batch() {
      return batch;
    },
    gather: (values) => gatherValues(values, positions, values.length / whole.images.length),
    points: (held) => {
      if (batch === whole) return held.points();
      standing ??= holdImages(new Float32Array(batch.pixels.size), batch.pixels.shape);
      for (const [index, position] of positions.entries()) {
        standing.rows[index]!.values.set(held.rows[position]!.values);
      }
      return standing.points();
    },
    keep: (stays) => {
      const left = positions.filter((_, index) => stays(index));
      if (left.length === positions.length) return;
      dispose();
      positions = left;
      if (left.length > 0) batch = selectImages(whole, left);
    },
    dispose,
  };
}
