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
  return [...(isIdle ? [own] : []), ...checkOrder(attack, path), ...inner.flatMap(checkAttack)];
}

/** `targetOrder` requires a targeted loss, and targets that it orders. */
function checkOrder({ kind, loss = 'ce', targets = 'all', targetOrder }: RawObject, path: JsonPath): JsonFault[] {
  if (kind !== 'apgd' || targetOrder === undefined) return [];
  if (loss === 'targeted-dlr' && (targets === 'all' || targets === 'next')) return [];
  const expected = 'targetOrder beside "loss": "targeted-dlr" and the targets all or next';
  const found = `the loss ${describeJson(loss)} and the targets ${describeJson(targets)}`;
  return [{ path: [...path, 'targetOrder'], expected, found, remedy: 'choose those, or leave targetOrder out' }];
}
