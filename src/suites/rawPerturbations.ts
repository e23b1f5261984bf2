import { kindNamed } from '../attackKinds/attackKinds.js';
import { l2Ball } from '../perturbations/ball.js';
import type { Perturbation } from '../perturbations/perturbations.js';
import { entriesOf, objectOf, type RawObject } from './rawSuite.js';

/** What bounds the examples of an attack as it is written, or of those that it holds; empty where nothing tells. */
export function rawPerturbations({ kind, attack, ...rest }: RawObject): Perturbation[] {
  const members = entriesOf(rest, 'attacks').map(({ value }) => value);
  const held = attack === undefined ? members : [attack, ...members];
  if (held.length > 0) return held.flatMap((inner) => rawPerturbations(objectOf(inner)));
  const known = kindNamed(kind);
  if (known === undefined) return rest.norm === 'l2' ? [l2Ball] : [];
  return known.perturbations.length === 0 ? [] : [known.perturbation({ ...rest, kind: known.kind })];
}
