import type { TargetChoice } from './parameters.js';

/** `, step size 0.0625 epsilon`. */
export function stepText({ relativeStepSize }: { readonly relativeStepSize: number }): string {
  return `, step size ${Number(relativeStepSize.toPrecision(3))} epsilon`;
}

/** `, the strongest of 3 restarts`; nothing for a single run. */
export function restartText({ restarts }: { readonly restarts: number }): string {
  return restarts === 1 ? '' : `, the strongest of ${restarts} restarts`;
}

/** How searches for the nearest adversarial example handle a sweep. */
export const nearestSentence = 'Run once; an image counts as broken at every epsilon of at least its distance.';

/** How minimum-norm attacks handle a sweep. */
export const minimumNormSentence = 'Run once; at epsilons below its norm the perturbation is scaled down to epsilon.';

const targetTexts = {
  all: ' towards each of the nine likeliest other classes in turn',
  next: ' towards the likeliest other class',
  'least-likely': ' towards the least likely class',
  random: ' towards a class at random',
} as const satisfies Record<TargetChoice, string>;

/** ` towards the least likely class`; nothing for an untargeted attack. */
export function targetText({ targets }: { readonly targets?: TargetChoice }): string {
  return targets === undefined ? '' : targetTexts[targets];
}
