import type { AnySettings } from './attackKind.js';

/** Whether the model is stochastic or has a single draw. */
export function withDraws<Spec extends AnySettings>(spec: Spec, isStochastic: boolean): Spec {
  return isStochastic || !('eot' in spec) ? spec : { ...spec, eot: 1 };
}

/** The sentence, followed by what the attack averages, if anything. */
export function withAverage(sentence: string, spec: AnySettings, average: (draws: number) => string): string {
  const { eot = 1 } = spec as { readonly eot?: number };
  return eot > 1 ? `${sentence} ${average(eot)}` : sentence;
}

/** The average of most attacks: gradients. */
export function gradientAverage(draws: number): string {
  return `The gradient is the mean of the loss gradients of ${draws} draws (EOT).`;
}
