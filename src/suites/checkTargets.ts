import { describeJson } from '../base/describeJson.js';
import type { JsonFault, JsonPath } from '../base/jsonDocument.js';
import { entriesOf, objectOf, type Placed, type RawObject } from './rawSuite.js';

/** `targets` requires a targeted loss. */
export function checkTargets(suite: RawObject): JsonFault[] {
  return entriesOf(suite, 'attacks').flatMap(checkAttack);
}

function checkAttack({ value, path }: Placed<unknown>): JsonFault[] {
  const attack = objectOf(value);
  const held = entriesOf(attack, 'attacks', path);
  const inner: readonly Placed<unknown>[] =
    attack.attack === undefined ? held : [...held, { value: attack.attack, path: [...path, 'attack'] }];
  const isIdle = attack.kind === 'apgd' && attack.targets !== undefined && attack.loss !== 'targeted-dlr';
  const at: JsonPath = [...path, 'targets'];
  const expected = 'targets beside "loss": "targeted-dlr" alone';
  const remedy = 'choose that loss, or leave targets out';
  const own = { path: at, expected, found: `the loss ${describeJson(attack.loss ?? 'ce')}`, remedy };
  return [...(isIdle ? [own] : []), ...inner.flatMap(checkAttack)];
}
