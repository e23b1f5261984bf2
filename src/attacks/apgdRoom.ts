import { type HeldImages, holdImages, imagesOf } from '../kernels/imageSteps/holdImages.js';
import type tf from '../tfjs/tfjs.cjs';
import type { TrackRows } from './apgdTrack.js';

/** Where the tracks of a batch have their values. */
export interface ApgdRoom {
  readonly points: HeldImages;
  /** Each image's point of the greatest loss so far. */
  readonly best: HeldImages;
  /** Each image's point of the greatest margin so far. */
  readonly strongest: HeldImages;
  /** Of each image. */
  readonly tracks: readonly TrackRows[];
  readonly dispose: () => void;
}

/** Room for tracks that start at `starts`, [B x H x W x C]. */
export function apgdRoom(starts: Float32Array, clean: tf.Tensor4D): ApgdRoom {
  const [images, ...shape] = clean.shape;
  const hold = () => holdImages(starts, clean.shape);
  const [points, best, strongest, previous, bestGradient] = [hold(), hold(), hold(), hold(), hold()];
  const ahead = holdImages(starts.slice(0, starts.length / images), [1, ...shape]);
  const origins = imagesOf(clean);
  const tracks = points.rows.map((point, position) => ({
    point,
    clean: origins.rows[position]!,
    best: best.rows[position]!,
    bestGradient: bestGradient.rows[position]!,
    previous: previous.rows[position]!,
    ahead: ahead.rows[0]!,
  }));
  const held = [points, best, strongest, previous, bestGradient, ahead];
  const dispose = () => {
    for (const own of held) own.dispose();
  };
  return { points, best, strongest, tracks, dispose };
}
