import { kindOf } from '../../attackKinds/attackKinds.js';
import type { ResultCurve, Results } from '../../contract/result.js';
import type { AttackSpec } from '../../contract/suite.js';
import { areaUnderCurve, medianDistance, optimality } from '../../metrics/securityCurve.js';
import { isSamePerturbation, type Perturbation } from '../../perturbations/perturbations.js';

/** Distances of a model's images to their nearest adversarial examples, as found by one attack. */
export interface DistanceRow {
  /** Position of the model in the suite. */
  readonly model: number;
  /** Images that are correct without an attack, and those of them with an example. */
  readonly images: number;
  readonly found: number;
  /** Over the images that are correct without an attack; infinite if most have no example. */
  readonly median: number;
  readonly medianInterval: readonly [low: number, high: number];
  /** Mean accuracy over sizes up to `end`; `end` is the largest distance found by any attack of this norm. */
  readonly area: number;
  readonly end: number;
  /** 1 if no attack of the suite finds a nearer example for any image; null with a single attack of this norm. */
  readonly optimality: number | null;
}

/** Rows of an attack in the order of the suite's models; none for attacks that do not search for the nearest examples. */
export function distanceRows(results: Results, attack: AttackSpec): DistanceRow[] {
  return results.models.flatMap(({ id }, model) => {
    const rivals = results.curves.filter((curve) => curve.model === id && sharesNorm(results, curve, attack));
    const own = rivals.find((curve) => curve.attack === attack.id);
    return own === undefined ? [] : rowOf(model, own, rivals);
  });
}

function rowOf(model: number, own: ResultCurve, rivals: readonly ResultCurve[]): DistanceRow[] {
  const all = rivals.map(distancesOf);
  const distances = distancesOf(own);
  const largest = Math.max(0, ...all.flat().filter(Number.isFinite));
  const right = distances.filter((distance) => distance > 0);
  if (right.length === 0 || largest === 0) return [];
  const { median, interval } = medianDistance(right);
  const best = distances.map((_, image) => Math.min(...all.map((rival) => rival[image] ?? Number.POSITIVE_INFINITY)));
  const cleanAccuracy = right.length / distances.length;
  return [
    {
      model,
      images: right.length,
      found: right.filter(Number.isFinite).length,
      median,
      medianInterval: interval,
      area: areaUnderCurve(distances, largest),
      end: largest,
      optimality: rivals.length < 2 ? null : optimality(distances, best, { cleanAccuracy, end: largest }),
    },
  ];
}

function distancesOf({ distances }: ResultCurve): number[] {
  return distances!.map((distance) => distance ?? Number.POSITIVE_INFINITY);
}

/** Whether a curve has distances over the same images in the norm of the attack. */
function sharesNorm({ attacks }: Results, curve: ResultCurve, attack: AttackSpec): boolean {
  const other = attacks.find(({ id }) => id === curve.attack);
  return curve.distances !== undefined && other !== undefined && isSamePerturbation(boundOf(other), boundOf(attack));
}

function boundOf(attack: AttackSpec): Perturbation {
  return kindOf(attack).perturbation(attack);
}
