import { kindNamed } from '../attackKinds/attackKinds.js';
import { describeJson } from '../base/describeJson.js';
import type { JsonFault } from '../base/jsonDocument.js';
import { entriesOf, objectOf, type Placed, type RawObject, textsIn } from './rawSuite.js';
import { addedEndings } from './resolveDecomposition.js';

const longestId = 90;

/**
 * A decomposition needs a gradient attack that can average over draws, and ids that none of those it adds repeats. Whether the
 * model has tiles is known when it is loaded.
 */
export function checkDecompose(suite: RawObject): JsonFault[] {
  const models = entriesOf(suite, 'models').filter(({ value }) => isDecomposed(objectOf(value)));
  if (models.length === 0) return [];
  const [{ path }] = models as [Placed<unknown>];
  const expected = 'a one-step or iterative gradient attack in the suite, such as fgsm or pgd';
  const remedy = 'add one, or remove decompose';
  const unserved = { path: [...path, 'decompose'], expected, found: 'none', remedy };
  const attacks = entriesOf(suite, 'attacks').map(({ value }) => objectOf(value));
  return [
    ...(attacks.some(takesGradients) ? [] : [unserved]),
    ...models.flatMap(checkReduced),
    ...[
      ...checkTaken(suite, 'models', models.map(idOf)),
      ...checkTaken(
        suite,
        'attacks',
        attacks.map(({ id }) => id),
      ),
    ],
    ...models.flatMap(checkLength),
  ];
}

/** Whether a suite asks for the decomposition of a model. */
export function isDecomposed({ decompose }: RawObject): boolean {
  return decompose !== undefined && decompose !== false;
}

function idOf({ value }: Placed<unknown>): unknown {
  return objectOf(value).id;
}

function takesGradients(attack: RawObject): boolean {
  const kind = kindNamed(attack);
  if (kind === undefined || attack.knownDraws === true || !('eot' in kind.parameters)) return false;
  return kind.usesGradients && (kind.isOneStep || kind.isIterative);
}

function checkReduced({ value, path }: Placed<unknown>): JsonFault[] {
  const { reduce } = objectOf(value);
  if (reduce === undefined) return [];
  const expected = 'decompose or reduce: a reduced model has no tiles left';
  return [{ path: [...path, 'reduce'], expected, found: describeJson(reduce), remedy: 'remove one of the two' }];
}

/** Ids that a decomposition adds. */
function checkTaken(suite: RawObject, list: 'models' | 'attacks', bases: readonly unknown[]): JsonFault[] {
  const { mean, norm, known, eot } = addedEndings;
  const endings = list === 'models' ? [mean, norm] : [known, eot];
  return textsIn(suite, list, 'id').flatMap(({ value: id, path }) => {
    const base = bases.find((own) => endings.some((ending) => id.startsWith(`${String(own)}${ending}`)));
    if (base === undefined) return [];
    const expected = `an id that the decomposition does not add to ${String(base)}`;
    return [{ path, expected, found: describeJson(id), remedy: 'choose another id' }];
  });
}

function checkLength(model: Placed<unknown>): JsonFault[] {
  const id = idOf(model);
  if (typeof id !== 'string' || id.length <= longestId) return [];
  const expected = `an id of at most ${longestId} characters, as decompose appends to it`;
  return [{ path: [...model.path, 'id'], expected, found: `one of ${id.length}`, remedy: 'shorten the id' }];
}
