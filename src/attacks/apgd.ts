import { type ApgdSpec, apgdGradients, apgdStages } from '../attackKinds/apgd.js';
import { randomStream } from '../base/random.js';
import type { LoadedModel } from '../models/loadModel.js';
import { type ApgdGeometry, apgdGeometries } from './apgdGeometry.js';
import { apgdLosses } from './apgdLosses.js';
import { type ApgdRoom, apgdRoom } from './apgdRoom.js';
import type { ApgdTrack } from './apgdTrack.js';
import { type Attack, type AttackBatch, endsWhenFooled } from './attack.js';
import { imageValues } from './imageValues.js';
import { useGradient } from './queryLoss.js';
import type { RunLoss } from './runLosses.js';
import type { CandidateRequest } from './selectStrongest.js';
import { standingImages } from './standingImages.js';
import { strongestOfRuns } from './strongestOfRuns.js';

/**
 * Auto-PGD (Croce & Hein 2020, in L1 2021), with the losses ce, cw, dlr or targeted-dlr: in L-inf and L2 momentum, and a step size
 * that is halved per image when its EOT loss stops rising; in L1 sparse steps. Each restart and each target is a run; `selectStrongest` chooses among them.
 */
export const apgd: Attack<ApgdSpec> = (spec, model, batch) => {
  const losses = apgdLosses(spec, model, batch);
  const runs = spec.restarts * losses.length;
  return strongestOfRuns(model, batch, {
    candidates: Array.from({ length: runs }, (_, index) => (part: CandidateRequest) => {
      return run(spec, model, { ...part, run: index, loss: losses[index % losses.length]! });
    }),
    firstDraw: runs * apgdGradients(spec) * spec.eot,
    draws: spec.eot,
  });
};

interface Run extends CandidateRequest {
  readonly run: number;
  readonly loss: RunLoss;
}

/**
 * For each image, the point of the run with the greatest EOT margin; with `endsWhenFooled` an image stops once it is fooled. With a
 * schedule each stage starts at the best point of the one before, and only points of the last, whose ball is the image's, count.
 */
function run(spec: ApgdSpec, model: LoadedModel, asked: Run): Float32Array {
  const { batch, radii, positions: whole, run: index, loss } = asked;
  const geometry = apgdGeometries[spec.norm];
  const stages = apgdStages(spec);
  let points = startsOf(spec, asked);
  let firstDraw = index * apgdGradients(spec) * spec.eot;
  let strongest = points;
  for (const [at, { radii: times, steps }] of stages.entries()) {
    if (at > 0) projectAll(points, asked, (point, clean, radius) => geometry.project(point, clean, times * radius));
    const room = apgdRoom(points, batch.pixels);
    const tracks = Array.from(radii, (radius, position) =>
      geometry.track(room.tracks[position]!, { radius: times * radius, isStage: stages.length > 1 }),
    );
    const ends = at === stages.length - 1 && endsWhenFooled(model, batch);
    climb({ ...spec, steps }, model, { batch, room, tracks, loss, whole, firstDraw, ends });
    points = room.best.values.slice();
    strongest = room.strongest.values.slice();
    room.dispose();
    firstDraw += (steps + 1) * spec.eot;
  }
  return strongest;
}

/** Projects the points of all images in place. */
function projectAll(points: Float32Array, { batch, radii }: Run, project: ApgdGeometry['project']): void {
  const clean = batch.pixels.dataSync() as Float32Array;
  const dimensions = points.length / radii.length;
  for (const [position, radius] of radii.entries()) {
    project(imageValues(points, position, dimensions), imageValues(clean, position, dimensions), radius);
  }
}

/** Random points of each image's first ball. */
function startsOf(spec: ApgdSpec, { batch, radii, run: index }: Run): Float32Array {
  const points = (batch.pixels.dataSync() as Float32Array).slice();
  const dimensions = points.length / radii.length;
  const [first] = apgdStages(spec);
  for (const [position, radius] of radii.entries()) {
    const stream = randomStream(batch.seed, 'attack', batch.images[position]!, index);
    apgdGeometries[spec.norm].start(imageValues(points, position, dimensions), first!.radii * radius, stream);
  }
  return points;
}

interface Climb {
  readonly batch: AttackBatch;
  readonly room: ApgdRoom;
  readonly tracks: readonly ApgdTrack[];
  readonly loss: RunLoss;
  /** Positions of the images in the batch whose losses they are. */
  readonly whole: readonly number[];
  readonly firstDraw: number;
  /** Whether an image stops once it is fooled. */
  readonly ends: boolean;
}

/** Moves every track by the steps of the settings, and keeps each image's point of the greatest EOT margin in the room. */
function climb(
  { norm, steps, eot }: ApgdSpec,
  model: LoadedModel,
  { batch, room, tracks, loss, whole, firstDraw, ends }: Climb,
): void {
  const greatest = new Float64Array(tracks.length).fill(Number.NEGATIVE_INFINITY);
  const checkpoints = apgdGeometries[norm].checkpoints(steps);
  const standing = standingImages(batch);
  for (let step = 0; step <= steps && standing.positions.length > 0; step++) {
    const { positions } = standing;
    const query = {
      points: standing.points(room.points),
      loss: loss(positions.map((position) => whole[position]!)),
      firstDraw: firstDraw + step * eot,
      draws: eot,
    };
    const checkpoint = checkpoints.indexOf(step);
    let stays = (_: number) => true;
    useGradient(model, standing.batch, query, ({ rows }, { losses, margins }) => {
      for (const [index, position] of positions.entries()) {
        if (margins[index]! > greatest[position]!) {
          greatest[position] = margins[index]!;
          room.strongest.rows[position]!.values.set(room.points.rows[position]!.values);
        }
        const track = tracks[position]!;
        track.see(losses[index]!, rows[index]!.values);
        if (checkpoint >= 0) track.check(step - (checkpoints[checkpoint - 1] ?? 0));
        if (step < steps) track.move();
      }
      if (ends) stays = (index) => margins[index]! <= 0;
    });
    standing.keep(stays);
  }
  standing.dispose();
}
