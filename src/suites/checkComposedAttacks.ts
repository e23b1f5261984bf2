import { describeJson } from '../base/describeJson.js';
import type { JsonFault, JsonPath } from '../base/jsonDocument.js';
import { didYouMean, oneOf } from '../base/schemaFaults.js';
import { linfBall } from '../perturbations/ball.js';
import { perturbationKind } from '../perturbations/perturbations.js';
import { evaluatedIds } from './checkAnalog.js';
import { rawPerturbations } from './rawPerturbations.js';
import { entriesOf, objectOf, type Placed, type RawObject } from './rawSuite.js';

/** Checks that transfer attacks refer to models of the suite and that the attacks of an ensemble share a perturbation. */
export function checkComposedAttacks(suite: RawObject): JsonFault[] {
  const models = evaluatedIds(suite);
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
  const remedy = 'give the "path" of a model that is not evaluated';
  return [{ path: at, expected, found: describeJson(model), remedy, ...didYouMean(model, models) }];
}

/** Attacks of an ensemble share epsilons, so these must mean the same. */
function checkNorms(members: readonly Placed<unknown>[]): JsonFault[] {
  const bounds = members.map(({ value }) => boundOf(value));
  const first = bounds[0];
  return members.flatMap(({ value, path }, index) => {
    const own = bounds[index]!;
    if (own === first) return [];
    const expected = `an attack ${first}, like the first of the ensemble`;
    const found = `${describeJson(objectOf(value).kind)} ${own}`;
    return [{ path, expected, found, remedy: 'use a separate ensemble for each norm' }];
  });
}

function boundOf(member: unknown): string {
  const [own = linfBall] = rawPerturbations(objectOf(member));
  return perturbationKind(own).words(own);
}
