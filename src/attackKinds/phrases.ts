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
