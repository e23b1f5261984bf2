import type { PreparedAttack } from '../attacks/attack.js';
import { imageValues } from '../attacks/imageValues.js';
import type { NearestExamples } from '../attacks/nearest/nearestExamples.js';
import { joinedValues } from '../base/joinedValues.js';
import { viewFloats } from '../kernels/viewFloats.js';
import type { LoadedModel } from '../models/loadModel.js';
import tf from '../tfjs/tfjs.cjs';
import type { Bound } from './bounds/bound.js';
import { type JudgedBatch, namedClasses, type Outcomes, outcomesOf } from './classify.js';

/** One point of a sweep over a batch, for one target of the attack. */
export interface JudgedPoint extends Outcomes {
  /** L2 norm of each image's perturbation. */
  readonly noiseNorms: Float64Array;
  /** The adversarial values of the point shown in reports. */
  readonly adversarial?: Float32Array;
}

/** A sweep over a batch, and each image's distance for attacks that search for the nearest examples. */
export interface JudgedSweep {
  readonly points: readonly JudgedPoint[];
  readonly distances?: Float64Array;
}

/** The inputs for judging examples. */
export interface Judge {
  readonly model: LoadedModel;
  readonly bound: Bound;
  readonly batch: JudgedBatch & {
    /** Clean values, [B x H x W x C]. */
    readonly values: Float32Array;
    readonly shape: readonly [number, number, number];
  };
  /** Of the clean images. */
  readonly clean: Outcomes;
  /** The only draw that judges; undefined for all. */
  readonly draw?: number | undefined;
  /** The point of the sweep whose values are kept. */
  readonly shown?: number | undefined;
}

/** Checks and evaluates an attack's examples of a batch at each point of a sweep; `sweep` has each image's epsilon. */
export function judgeSweep(attack: PreparedAttack, sweep: readonly Float32Array[], judge: Judge): JudgedSweep {
  if (attack.certify !== undefined) return judgeCertified(attack.certify(), sweep, judge);
  if (attack.nearest !== undefined) return judgeNearest(attack.nearest(), sweep, judge);
  return {
    points: sweep.map((epsilons, point) => {
      const adversarial = attack.perturb(epsilons);
      const judged = judgeExamples(adversarial, epsilons, { ...judge, mayBeClean: true });
      const shown = point === judge.shown ? { adversarial: adversarial.dataSync() as Float32Array } : {};
      adversarial.dispose();
      return { ...judged, ...shown };
    }),
  };
}

/** An image counts as correct at every epsilon up to its radius, in all draws, because a certificate covers all draws together. */
function judgeCertified(radii: Float64Array, sweep: readonly Float32Array[], { batch }: Judge): JudgedSweep {
  return {
    points: sweep.map((epsilons) => ({
      hits: Array.from(radii, (radius, position) => (radius >= epsilons[position]! ? batch.evaluation.draws : 0)),
      wrong: batch.images.map(() => []),
      noiseNorms: new Float64Array(radii.length),
    })),
  };
}

function judgeExamples(
  adversarial: tf.Tensor4D,
  epsilons: Float32Array,
  { mayBeClean, ...judge }: Judge & { readonly mayBeClean: boolean },
): JudgedPoint {
  const { model, bound, batch, clean, draw } = judge;
  const noiseNorms = bound.verify(batch.values, viewFloats(adversarial), { epsilons, images: batch.images });
  // A deterministic model gives the same answer for the same image.
  const isKnown = mayBeClean && !model.facts.stochastic && noiseNorms.every((noise) => noise === 0);
  const judged = { purpose: 'adversarial', batch, ...(draw === undefined ? {} : { only: draw }) } as const;
  return { ...(isKnown ? clean : outcomesOf(namedClasses(model, adversarial, judged), batch.labels)), noiseNorms };
}

/**
 * Evaluates the nearest examples once. At each point an image with an example within epsilon has the example's outcome; any other
 * has the clean outcome. With a single known draw a clean image that this draw misclassifies has an example at distance 0.
 */
function judgeNearest(found: NearestExamples, sweep: readonly Float32Array[], judge: Judge): JudgedSweep {
  const { batch, clean, draw, shown } = judge;
  const { points: examples, distances } = found;
  const adversarial = tf.tensor4d(examples, [batch.images.length, ...batch.shape]);
  const own = Float32Array.from(distances, (distance) => (Number.isFinite(distance) ? distance : 0));
  const { hits, wrong, noiseNorms } = judgeExamples(adversarial, own, { ...judge, mayBeClean: false });
  adversarial.dispose();
  const dimensions = examples.length / batch.images.length;
  const points = sweep.map((epsilons, point): JudgedPoint => {
    const isWithin = (position: number) => distances[position]! <= epsilons[position]!;
    const valuesOf = (position: number) =>
      imageValues(isWithin(position) ? examples : batch.values, position, dimensions);
    return {
      hits: clean.hits.map((right, position) =>
        isWithin(position) ? hits[position]! : draw === undefined ? right : 1,
      ),
      wrong: clean.wrong.map((own, position) =>
        isWithin(position) ? wrong[position]! : draw === undefined ? own : [],
      ),
      noiseNorms: noiseNorms.map((noise, position) => (isWithin(position) ? noise : 0)),
      ...(point === shown ? { adversarial: joinedValues(batch.images.map((_, position) => valuesOf(position))) } : {}),
    };
  });
  return { points, distances };
}
