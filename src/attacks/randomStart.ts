import { type RandomStream, randomStream } from '../base/random.js';
import type { AttackBatch } from './attack.js';
import type { Ball } from './balls/ball.js';
import { imageValues } from './imageValues.js';

/** The start points of a run. */
export interface Start {
  readonly ball: Ball;
  readonly batch: AttackBatch;
  readonly radii: Float32Array;
  readonly run: number;
}

/** A point of each image's ball, clipped to the box: `offset` draws one from the unit ball. It is keyed by (seed, image, run). */
export function randomStart(
  clean: Float32Array,
  { ball, batch, radii, run }: Start,
  offset: (dimensions: number, stream: RandomStream) => Float32Array,
): Float32Array {
  const points = clean.slice();
  const dimensions = clean.length / radii.length;
  for (const [position, radius] of radii.entries()) {
    const point = imageValues(points, position, dimensions);
    const drawn = offset(dimensions, randomStream(batch.seed, 'attack', batch.images[position]!, run));
    for (let at = 0; at < dimensions; at++) point[at]! += radius * drawn[at]!;
    ball.project(point, imageValues(clean, position, dimensions), radius);
  }
  return points;
}
