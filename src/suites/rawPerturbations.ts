import { kindNamed } from '../attackKinds/attackKinds.js';
import { l2Ball } from '../perturbations/ball.js';
import type { Perturbation } from '../perturbations/perturbations.js';
import { entriesOf, objectOf, type RawObject } from './rawSuite.js';

/** The perturbations of an unvalidated attack or of its inner attacks; empty if unknown. */
export function rawPerturbations({ attack, ...rest }: RawObject): Perturbation[] {
  const members = entriesOf(rest, 'attacks').map(({ value }) => value);
  const held = attack === undefined ? members : [attack, ...members];
  if (held.length > 0) return held.flatMap((inner) => rawPerturbations(objectOf(inner)));
  const known = kindNamed(rest);
  if (known === undefined) return rest.norm === 'l2' ? [l2Ball] : [];
  return known.perturbations.length === 0 ? [] : [known.perturbation({ ...rest, kind: known.kind })];
}
