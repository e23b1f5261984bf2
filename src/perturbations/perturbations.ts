import { type Ball, ball } from './ball.js';
import type { PerturbationKind } from './perturbationKind.js';
import { type Severity, severity } from './severity.js';

/** What bounds an example. What a suite means by the strengths of a sweep follows from it. A new kind joins this union. */
export type Perturbation = Ball | Severity;

const perturbationKinds: {
  readonly [Kind in Perturbation['kind']]: PerturbationKind<Extract<Perturbation, { readonly kind: Kind }>>;
} = { ball, severity };

/** What the desk knows of a perturbation's kind. */
export function perturbationKind({ kind }: Perturbation): PerturbationKind<Perturbation> {
  return perturbationKinds[kind] as PerturbationKind<Perturbation>;
}

/** Norm of the ball; undefined for what no ball bounds. */
export function normOf(perturbation: Perturbation): Ball['norm'] | undefined {
  return perturbation.kind === 'ball' ? perturbation.norm : undefined;
}

/** Whether an example that is within the one, at some strength, is within the other. */
export function isSamePerturbation(one: Perturbation, other: Perturbation): boolean {
  const own = perturbationKind(one);
  return one.kind === other.kind && own.words(one) === own.words(other);
}
