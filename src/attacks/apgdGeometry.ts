import type { ApgdSpec } from '../attackKinds/apgd.js';
import type { RandomStream } from '../base/random.js';
import { apgdCheckpoints } from './apgdCheckpoints.js';
import { apgdSparseTrack, sparseCheckpoints } from './apgdSparseTrack.js';
import { type ApgdTrack, apgdTrack, type TrackRows } from './apgdTrack.js';
import type { Ball } from './balls/ball.js';
import { balls } from './balls/balls.js';
import { l1Norm } from './norms/l1Norm.js';

/** What differs between the norms of APGD. */
export interface ApgdGeometry {
  /** Converts a clean image in place to a random start in the ball of the radius around it and in the box. */
  start(image: Float32Array, radius: number, stream: RandomStream): void;
  /** Projects `point` in place onto ball and box. */
  project(point: Float32Array, clean: Float32Array, radius: number): void;
  /** A track through the ball; `isStage`: the radius is one of several in turn. */
  track(rows: TrackRows, ball: { readonly radius: number; readonly isStage: boolean }): ApgdTrack;
  checkpoints(steps: number): number[];
  /** Of a gradient, the norm that gives the distance to a hyperplane in the ball's norm. */
  dualNorm(gradient: Float32Array): number;
}

/** Croce & Hein 2020: from a point of the ball's surface, with momentum. */
function dense(ball: Ball, dualNorm: ApgdGeometry['dualNorm']): ApgdGeometry {
  return {
    start(image, radius, stream) {
      const clean = image.slice();
      const offset = ball.surface(image.length, stream);
      for (let at = 0; at < image.length; at++) image[at]! += radius * offset[at]!;
      ball.project(image, clean, radius);
    },
    project: ball.project,
    track: (rows, { radius }) => apgdTrack(rows, { ball, radius }),
    checkpoints: apgdCheckpoints,
    dualNorm,
  };
}

/** Croce & Hein 2021: from the projection of Gaussian noise, with sparse steps. */
const sparse: ApgdGeometry = {
  start(image, radius, stream) {
    const clean = image.slice();
    for (let at = 0; at < image.length; at++) image[at]! += stream.normal();
    l1Norm.project(image, clean, radius);
  },
  project: l1Norm.project,
  track: apgdSparseTrack,
  checkpoints: sparseCheckpoints,
  dualNorm: (gradient) => gradient.reduce((most, value) => Math.max(most, Math.abs(value)), 0),
};

/** The geometry of each norm. */
export const apgdGeometries = {
  linf: dense(balls.linf, (gradient) => gradient.reduce((sum, value) => sum + Math.abs(value), 0)),
  l2: dense(balls.l2, (gradient) => Math.sqrt(gradient.reduce((sum, value) => sum + value * value, 0))),
  l1: sparse,
} as const satisfies Record<ApgdSpec['norm'], ApgdGeometry>;
