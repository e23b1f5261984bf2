import { describeJson } from '../base/describeJson.js';
import type { JsonFault } from '../base/jsonDocument.js';
import { entriesOf, objectOf, type Placed, type RawObject } from './rawSuite.js';
import { resolveEpsilon } from './resolveEpsilon.js';

/** Fractions lie in [0, 1], and no strength stands twice in a sweep, in whatever way it is written. */
export function checkSweeps(suite: RawObject): JsonFault[] {
  const sweeps = entriesOf(suite, 'attacks').map(({ value, path }) => ({ attack: objectOf(value), path }));
  const selected = entriesOf(suite, 'assertions').map(({ value, path }) => ({
    value: objectOf(objectOf(value).select).epsilon,
    path: [...path, 'select', 'epsilon'],
  }));
  const epsilons = sweeps.map(({ attack, path }) => entriesOf(attack, 'epsilons', path));
  return [
    ...[...epsilons.flat(), ...selected].flatMap(checkFraction),
    ...epsilons.flatMap((sweep) => checkRepeats(sweep, resolveEpsilon)),
    ...sweeps.flatMap(({ attack, path }) => checkRepeats(entriesOf(attack, 'snrDb', path), asNumber)),
  ];
}

/** The schema sees to the form of a fraction, and to numbers; what is left is its value. */
function checkFraction({ value, path }: Placed<unknown>): JsonFault[] {
  if (typeof value !== 'string' || !/^[\d.]+\/[\d.]+$/.test(value)) return [];
  const epsilon = resolveEpsilon(value);
  if (epsilon !== null && epsilon <= 1) return [];
  const remedy =
    epsilon === null
      ? 'divide by more than 0'
      : 'epsilon is on pixels in [0, 1]: "255/255" is the whole range from black to white';
  return [{ path, expected: 'a fraction between 0 and 1', found: describeJson(value), remedy }];
}

function checkRepeats(sweep: readonly Placed<unknown>[], resolve: (value: unknown) => number | null): JsonFault[] {
  const seen = new Map<number, Placed<unknown>>();
  return sweep.flatMap((entry) => {
    const strength = resolve(entry.value);
    const earlier = strength === null ? undefined : seen.get(strength);
    if (strength !== null && earlier === undefined) seen.set(strength, entry);
    if (earlier === undefined) return [];
    const found = `${describeJson(entry.value)}, which equals ${describeJson(earlier.value)} before it`;
    return [{ path: entry.path, expected: 'each strength of a sweep once', found, remedy: 'remove one of the two' }];
  });
}

function asNumber(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
