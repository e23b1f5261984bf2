import type { ApgdSpec } from '../attackKinds/apgd.js';
import { randomStream } from '../base/random.js';
import type { LoadedModel } from '../models/loadModel.js';
import tf from '../tfjs/tfjs.cjs';
import { apgdGeometries } from './apgdGeometry.js';
import { apgdLosses } from './apgdLosses.js';
import { type Attack, endsWhenFooled } from './attack.js';
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
  const geometry = apgdGeometries[spec.norm];
  const points = clean.slice();
  const dimensions = points.length / radii.length;
  const tracks = Array.from(radii, (radius, position) => {
    const point = imageValues(points, position, dimensions);
    geometry.start(point, radius, randomStream(batch.seed, 'attack', batch.images[position]!, index));
    return geometry.track(point, imageValues(clean, position, dimensions), radius);
  });
  const strongest = points.slice();
  const margins = new Float64Array(radii.length).fill(Number.NEGATIVE_INFINITY);
  const checkpoints = geometry.checkpoints(steps);
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
