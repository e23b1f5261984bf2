import type { AttackBatch } from '../attack.js';
import { imageValues } from '../imageValues.js';
import type { Norm } from '../norms/norm.js';
import type { NearestExamples } from './nearestExamples.js';

/** Keeps the nearest adversarial examples during a search. */
export interface NearestTrack extends NearestExamples {
  /** Records an adversarial point of the image at `position`; returns whether it is the nearest so far. */
  see(position: number, point: Float32Array): boolean;
}

/** A new track without examples. */
export function nearestTrack(batch: AttackBatch, norm: Norm): NearestTrack {
  const clean = batch.pixels.dataSync() as Float32Array;
  const points = clean.slice();
  const images = batch.images.length;
  const dimensions = clean.length / images;
  const distances = new Float64Array(images).fill(Number.POSITIVE_INFINITY);
  return {
    points,
    distances,
    see(position, point) {
      const distance = norm.distance(point, imageValues(clean, position, dimensions));
      if (!(distance < distances[position]!)) return false;
      distances[position] = distance;
      imageValues(points, position, dimensions).set(point);
      return true;
    },
  };
}
