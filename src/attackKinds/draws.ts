import type { AnySettings } from './attackKind.js';

/** The attack on a stochastic model, or on one that has a single draw. */
export function withDraws<Spec extends AnySettings>(spec: Spec, isStochastic: boolean): Spec {
  return isStochastic || !('eot' in spec) ? spec : { ...spec, eot: 1 };
}

/** A sentence, and behind it what the attack averages where it averages anything. */
export function withAverage(sentence: string, spec: AnySettings, average: (draws: number) => string): string {
  const { eot = 1 } = spec as { readonly eot?: number };
  return eot > 1 ? `${sentence} ${average(eot)}` : sentence;
}

/** What most attacks average. */
export function gradientAverage(draws: number): string {
  return `The gradient is the mean of the loss gradients of ${draws} draws (EOT).`;
}
