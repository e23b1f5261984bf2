import type tf from '../../tfjs/tfjs.cjs';
import * as steps from '../imageSteps/imageSteps.js';
import { viewFloats } from '../viewFloats.js';
import { floats, type Trial } from './trial.js';

export interface StepShape {
  /** Values of the image. */
  readonly values: number;
  readonly radius: number;
}

/** A step on a point in place, with two other arrays. */
type Change = (point: Float32Array, other: Float32Array, clean: Float32Array) => void;

/** Steps and projections of attacks, on wasm only. */
export function stepTrial(shape: StepShape): Trial {
  const { values, radius } = shape;
  const step = { length: radius / 4, radius };
  const changes: readonly Change[] = [
    (point, gradient, clean) => steps.linfStep(point, gradient, clean, step),
    (point, gradient, clean) => steps.l2Step(point, gradient, clean, step),
    (point, gradient, clean) => steps.l1Step(point, gradient, clean, { ...step, share: 0.2 }),
    (point, _, clean) => steps.linfProject(point, clean, radius),
    (point, _, clean) => steps.l1Project(point, clean, radius),
    (point, _, clean) => steps.l2Project(point, clean, radius),
    (point, ahead, previous) => steps.mixSteps(point, ahead, previous, 0.75),
    (point, other) => steps.addFloats(point, other),
    (point) => steps.divideFloats(point, 3),
    (point) => {
      if (steps.areFinite(point)) point[0] = Number.NaN;
      if (steps.areFinite(point)) point.fill(0);
    },
  ];
  return {
    name: `steps ${JSON.stringify(shape)}`,
    compute: () => changes.flatMap((change) => inPlace(values, change)),
  };
}

/** The three arrays after a change. */
function inPlace(values: number, change: Change): tf.Tensor[] {
  const arrays = [1, 2, 3].map((seed) => floats<tf.Rank.R1>(seed, [values], seed === 2));
  const [point, other, clean] = arrays.map(viewFloats);
  change(point!, other!, clean!);
  return arrays;
}
