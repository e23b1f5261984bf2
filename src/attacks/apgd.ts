import { type ApgdSpec, apgdGradients, apgdStages } from '../attackKinds/apgd.js';
import { randomStream } from '../base/random.js';
import type { LoadedModel } from '../models/loadModel.js';
import tf from '../tfjs/tfjs.cjs';
import { apgdGeometries } from './apgdGeometry.js';
import { apgdLosses } from './apgdLosses.js';
import type { ApgdTrack } from './apgdTrack.js';
import { type Attack, type AttackBatch, endsWhenFooled } from './attack.js';
import { imageValues } from './imageValues.js';
import { queryGradient } from './queryLoss.js';
import type { RunLoss } from './runLosses.js';
import { type CandidateRequest, selectStrongest } from './selectStrongest.js';
import { standingImages } from './standingImages.js';

/**
 * Auto-PGD (Croce & Hein 2020, in L1 2021), with the losses ce, cw, dlr or targeted-dlr: in L-inf and L2 momentum, and a step size
 * that is halved per image when its EOT loss stops rising; in L1 sparse steps. Each restart and each target is a run; `selectStrongest` chooses among them.
 */
export const apgd: Attack<ApgdSpec> = (spec, model, batch) => {
  const losses = apgdLosses(spec, model, batch);
  const runs = spec.restarts * losses.length;
  return {
    perturb: (radii) => {
      const strongest = selectStrongest(
        model,
        { batch, radii },
        {
          candidates: Array.from({ length: runs }, (_, index) => (part: CandidateRequest) => {
            return run(spec, model, { ...part, run: index, loss: losses[index % losses.length]! });
          }),
          firstDraw: runs * apgdGradients(spec) * spec.eot,
          draws: spec.eot,
          endsWhenFooled: endsWhenFooled(model, batch),
        },
      );
      return tf.tensor4d(strongest, batch.pixels.shape);
    },
    dispose: () => {},
  };
};

interface Run extends CandidateRequest {
  readonly run: number;
  readonly loss: RunLoss;
}

/**
 * For each image, the point of the run with the greatest EOT margin; with `endsWhenFooled` an image stops once it is fooled. With a
 * schedule each stage starts at the best point of the one before, and only points of the last, whose ball is the image's, count.
 */
function run(
  spec: ApgdSpec,
  model: LoadedModel,
  { batch, radii, positions: whole, run: index, loss }: Run,
): Float32Array {
  const clean = batch.pixels.dataSync() as Float32Array;
  const geometry = apgdGeometries[spec.norm];
  const points = clean.slice();
  const dimensions = points.length / radii.length;
  const stages = apgdStages(spec);
  for (const [position, radius] of radii.entries()) {
    const stream = randomStream(batch.seed, 'attack', batch.images[position]!, index);
    geometry.start(imageValues(points, position, dimensions), stages[0]!.radii * radius, stream);
  }
  let firstDraw = index * apgdGradients(spec) * spec.eot;
  let strongest: Float32Array = points;
  for (const [at, { radii: times, steps }] of stages.entries()) {
    const tracks = Array.from(radii, (radius, position) => {
      const [point, own] = [points, clean].map((values) => imageValues(values, position, dimensions)) as [
        Float32Array,
        Float32Array,
      ];
      if (at > 0) geometry.project(point, own, times * radius);
      return geometry.track(point, own, { radius: times * radius, isStage: stages.length > 1 });
    });
    const ends = at === stages.length - 1 && endsWhenFooled(model, batch);
    strongest = climb({ ...spec, steps }, model, { batch, points, tracks, loss, whole, firstDraw, ends });
    for (const [position, { best }] of tracks.entries()) imageValues(points, position, dimensions).set(best);
    firstDraw += (steps + 1) * spec.eot;
  }
  return strongest;
}

interface Climb {
  readonly batch: AttackBatch;
  /** Where the tracks start, which change them. */
  readonly points: Float32Array;
  readonly tracks: readonly ApgdTrack[];
  readonly loss: RunLoss;
  /** Positions of the images in the batch whose losses they are. */
  readonly whole: readonly number[];
  readonly firstDraw: number;
  /** Whether an image stops once it is fooled. */
  readonly ends: boolean;
}

/** Moves every track by the steps of the settings; gives each image's point of the greatest EOT margin. */
function climb(
  { norm, steps, eot }: ApgdSpec,
  model: LoadedModel,
  { batch, points, tracks, loss, whole, firstDraw, ends }: Climb,
): Float32Array {
  const dimensions = points.length / tracks.length;
  const strongest = points.slice();
  const margins = new Float64Array(tracks.length).fill(Number.NEGATIVE_INFINITY);
  const checkpoints = apgdGeometries[norm].checkpoints(steps);
  const standing = standingImages(batch);
  for (let step = 0; step <= steps && standing.positions.length > 0; step++) {
    const { positions } = standing;
    const answer = queryGradient(model, standing.batch, {
      points: standing.gather(points),
      loss: loss(positions.map((position) => whole[position]!)),
      firstDraw: firstDraw + step * eot,
      draws: eot,
    });
    const checkpoint = checkpoints.indexOf(step);
    for (const [index, position] of positions.entries()) {
      if (answer.margins[index]! > margins[position]!) {
        margins[position] = answer.margins[index]!;
        imageValues(strongest, position, dimensions).set(imageValues(points, position, dimensions));
      }
      const track = tracks[position]!;
      track.see(answer.losses[index]!, imageValues(answer.gradient, index, dimensions));
      if (checkpoint >= 0) track.check(step - (checkpoints[checkpoint - 1] ?? 0));
      if (step < steps) track.move();
    }
    if (ends) standing.keep((index) => answer.margins[index]! <= 0);
  }
  standing.dispose();
  return strongest;
}
