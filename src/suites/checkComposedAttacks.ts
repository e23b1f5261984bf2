import { describeJson } from '../base/describeJson.js';
import type { JsonFault, JsonPath } from '../base/jsonDocument.js';
import { didYouMean, oneOf } from '../base/schemaFaults.js';
import { attackNorm, type NormedAttack } from '../contract/attackNorm.js';
import { entriesOf, objectOf, type Placed, type RawObject, textsIn } from './rawSuite.js';

/** Transfer attacks name models that the suite has, and the attacks of an ensemble share a norm. */
export function checkComposedAttacks(suite: RawObject): JsonFault[] {
  const models = [...new Set(textsIn(suite, 'models', 'id').map(({ value }) => value))];
  const attacks = entriesOf(suite, 'attacks');
  const members = attacks.flatMap(({ value, path }) => entriesOf(objectOf(value), 'attacks', path));
  return [
    ...[...attacks, ...members].flatMap((attack) => checkSource(attack, models)),
    ...attacks.flatMap(({ value, path }) => checkNorms(entriesOf(objectOf(value), 'attacks', path))),
  ];
}

function checkSource({ value, path }: Placed<unknown>, models: readonly string[]): JsonFault[] {
  const { model } = objectOf(objectOf(value).source);
  if (typeof model !== 'string' || models.includes(model)) return [];
  const at: JsonPath = [...path, 'source', 'model'];
  const expected = models.length === 0 ? 'the id of a model' : `the id of a model: ${oneOf(models)}`;
  const remedy = 'name a model that is not evaluated by its "path"';
  return [{ path: at, expected, found: describeJson(model), remedy, ...didYouMean(model, models) }];
}

/** One epsilon cannot mean two things. */
function checkNorms(members: readonly Placed<unknown>[]): JsonFault[] {
  const norms = members.map(({ value }) => normOf(value));
  const first = norms[0];
  return members.flatMap(({ value, path }, index) => {
    const own = norms[index]!;
    if (own === first) return [];
    const expected = `an attack of the norm ${first}, as the first of the ensemble`;
    const found = `${describeJson(objectOf(value).kind)} of the norm ${own}`;
    return [{ path, expected, found, remedy: 'give each norm an ensemble of its own' }];
  });
}

function normOf(member: unknown): string {
  const { kind, norm, attack } = objectOf(member);
  if (kind === 'transfer') return normOf(attack);
  return attackNorm({ kind, norm } as NormedAttack);
}
