import type { Perturbation } from '../../perturbations/perturbations.js';
import { ballBound } from './ballBound.js';
import type { Bound } from './bound.js';
import { severityBound } from './severityBound.js';

/** The implementation of every kind of perturbation. */
const bounds: {
  readonly [Kind in Perturbation['kind']]: (own: Extract<Perturbation, { readonly kind: Kind }>) => Bound;
} = { ball: ballBound, severity: severityBound };

/** The check of a perturbation. */
export function boundOf(perturbation: Perturbation): Bound {
  return (bounds[perturbation.kind] as (own: Perturbation) => Bound)(perturbation);
}
