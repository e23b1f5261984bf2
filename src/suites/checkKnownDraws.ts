import { kindNamed } from '../attackKinds/attackKinds.js';
import { describeJson } from '../base/describeJson.js';
import type { JsonFault } from '../base/jsonDocument.js';
import { entriesOf, objectOf, type RawObject } from './rawSuite.js';

/** Only attacks that use the model's gradient can use a known draw, and then there is nothing to average. */
export function checkKnownDraws(suite: RawObject): JsonFault[] {
  return entriesOf(suite, 'attacks').flatMap(({ value, path }) => {
    const attack = objectOf(value);
    if (attack.knownDraws !== true) return [];
    const kind = kindNamed(attack);
    if (kind !== undefined && !kind.usesGradients) {
      const expected = 'an attack that uses the gradient of the attacked model';
      const remedy = 'remove knownDraws';
      return [{ path: [...path, 'knownDraws'], expected, found: describeJson(attack.kind), remedy }];
    }
    if (typeof attack.eot !== 'number' || attack.eot <= 1) return [];
    const expected = 'no averaging if the draw is known';
    return [{ path: [...path, 'eot'], expected, found: describeJson(attack.eot), remedy: 'remove eot' }];
  });
}
