import type { PerturbationKind } from './perturbationKind.js';

/** A known corruption of the image: no ball bounds it, but a severity from 1 to 5. */
export interface Severity {
  readonly kind: 'severity';
}

/** Severities that a corruption has. */
export const severities = [1, 2, 3, 4, 5] as const;

/** What the desk knows of corruptions. */
export const severity: PerturbationKind<Severity> = {
  kind: 'severity',
  words: () => 'by a severity',
  meaning: () => 'The severity is one of five steps.',
  greatestEpsilon: () => 5,
  axis: () => ({ scale: 1, words: 'Severity' }),
};

/** The one such perturbation. */
export const bySeverity = { kind: 'severity' } as const satisfies Severity;
