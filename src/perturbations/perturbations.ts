import { type Ball, ball } from './ball.js';
import type { PerturbationKind } from './perturbationKind.js';
import { type Severity, severity } from './severity.js';

/** The bound on an example. It defines what the strengths of a sweep mean. A new kind is added to this union. */
export type Perturbation = Ball | Severity;

const perturbationKinds: {
  readonly [Kind in Perturbation['kind']]: PerturbationKind<Extract<Perturbation, { readonly kind: Kind }>>;
} = { ball, severity };

/** The description of a perturbation's kind. */
export function perturbationKind({ kind }: Perturbation): PerturbationKind<Perturbation> {
  return perturbationKinds[kind] as PerturbationKind<Perturbation>;
}

/** Norm of the ball; undefined for other perturbations. */
export function normOf(perturbation: Perturbation): Ball['norm'] | undefined {
  return perturbation.kind === 'ball' ? perturbation.norm : undefined;
}

/** Whether an example within the first bound, at some strength, is also within the second. */
export function isSamePerturbation(one: Perturbation, other: Perturbation): boolean {
  const own = perturbationKind(one);
  return one.kind === other.kind && own.words(one) === own.words(other);
}
