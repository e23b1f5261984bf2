import type { PerturbationKind } from './perturbationKind.js';

/** A common corruption of the image with a severity from 1 to 5 instead of a ball. */
export interface Severity {
  readonly kind: 'severity';
}

/** The severities of corruptions. */
export const severities = [1, 2, 3, 4, 5] as const;

/** The description of corruptions. */
export const severity: PerturbationKind<Severity> = {
  kind: 'severity',
  words: () => 'by a severity',
  meaning: () => 'The severity is one of five steps.',
  greatestEpsilon: () => 5,
  axis: () => ({ scale: 1, words: 'Severity' }),
};

/** The only such perturbation. */
export const bySeverity = { kind: 'severity' } as const satisfies Severity;
