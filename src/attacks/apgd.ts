import type { ApgdSpec } from '../attackKinds/apgd.js';
import type { LoadedModel } from '../models/loadModel.js';
import tf from '../tfjs/tfjs.cjs';
import { apgdCheckpoints } from './apgdCheckpoints.js';
import { apgdLosses, type RunLoss } from './apgdLosses.js';
import { type ApgdTrack, apgdTrack } from './apgdTrack.js';
import { type Attack, endsWhenFooled } from './attack.js';
import { balls } from './balls/balls.js';
import { imageValues } from './imageValues.js';
import { queryGradient } from './queryLoss.js';
import { randomStart } from './randomStart.js';
import { type CandidateRequest, selectStrongest } from './selectStrongest.js';
import { standingImages } from './standingImages.js';

/**
 * Auto-PGD (Croce & Hein 2020) in L-inf or L2, with the losses ce, dlr or targeted-dlr: momentum, and a step size that is halved
 * per image when its EOT loss stops rising. Each restart and each target is a run; `selectStrongest` chooses among them.
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
          firstDraw: runs * (spec.steps + 1) * spec.eot,
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

/** For each image, the point of the run with the greatest EOT margin; with `endsWhenFooled` an image stops once it is fooled. */
function run(
  spec: ApgdSpec,
  model: LoadedModel,
  { batch, radii, positions: whole, run: index, loss }: Run,
): Float32Array {
  const { steps, eot } = spec;
  const clean = batch.pixels.dataSync() as Float32Array;
  const ball = balls[spec.norm];
  const points = randomStart(clean, { ball, batch, radii, run: index }, ball.surface);
  const tracks = tracksOf(spec, points, { clean, radii });
  const strongest = points.slice();
  const margins = new Float64Array(radii.length).fill(Number.NEGATIVE_INFINITY);
  const dimensions = points.length / radii.length;
  const checkpoints = apgdCheckpoints(steps);
  const ends = endsWhenFooled(model, batch);
  const standing = standingImages(batch);
  for (let step = 0; step <= steps && standing.positions.length > 0; step++) {
    const { positions } = standing;
    const answer = queryGradient(model, standing.batch, {
      points: standing.gather(points),
      loss: loss(positions.map((position) => whole[position]!)),
      firstDraw: (index * (steps + 1) + step) * eot,
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

function tracksOf(
  { norm }: ApgdSpec,
  points: Float32Array,
  { clean, radii }: { readonly clean: Float32Array; readonly radii: Float32Array },
): ApgdTrack[] {
  const dimensions = points.length / radii.length;
  return Array.from(radii, (radius, position) => {
    const own = (values: Float32Array) => imageValues(values, position, dimensions);
    return apgdTrack(own(points), own(clean), { ball: balls[norm], radius });
  });
}
