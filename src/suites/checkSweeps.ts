import { describeJson } from '../base/describeJson.js';
import type { JsonFault, JsonPath } from '../base/jsonDocument.js';
import { greatestRadius } from '../perturbations/ball.js';
import { normOf, perturbationKind } from '../perturbations/perturbations.js';
import { rawPerturbations } from './rawPerturbations.js';
import { entriesOf, objectOf, type Placed, type RawObject } from './rawSuite.js';
import { epsilonRemedy, resolveEpsilon } from './resolveEpsilon.js';

/**
 * Checks that epsilons are in the range of their attack's perturbation and that no strength occurs twice in a sweep in any
 * notation.
 */
export function checkSweeps(suite: RawObject): JsonFault[] {
  const sweeps = entriesOf(suite, 'attacks').map(({ value, path }) => ({ attack: objectOf(value), path }));
  const epsilons = sweeps.map(({ attack, path }) => ({ attack, entries: entriesOf(attack, 'epsilons', path) }));
  return [
    ...epsilons.flatMap(({ attack, entries }) =>
      entries.flatMap((entry) => checkFraction(entry, greatestOf([attack]))),
    ),
    ...checkSelected(
      suite,
      sweeps.map(({ attack }) => attack),
    ),
    ...sweeps.flatMap(checkSnr),
    ...epsilons.flatMap(({ entries }) => checkRepeats(entries, resolveEpsilon)),
    ...['snrDb', 'severities'].flatMap((list) =>
      sweeps.flatMap(({ attack, path }) => checkRepeats(entriesOf(attack, list, path), asNumber)),
    ),
  ];
}

/** An SNR fixes the Euclidean norm of a perturbation, not its L1 or L0 norm. */
function checkSnr({ attack, path }: { readonly attack: RawObject; readonly path: JsonPath }): JsonFault[] {
  const sparse = rawPerturbations(attack).find((own) => ['l1', 'l0'].includes(normOf(own) ?? ''));
  if (attack.snrDb === undefined || sparse === undefined) return [];
  const expected = `"epsilons" for an attack ${perturbationKind(sparse).words(sparse)}`;
  const remedy = 'replace snrDb by epsilons in that norm';
  return [{ path: [...path, 'snrDb'], expected, found: 'SNRs, which use the Euclidean norm', remedy }];
}

/** Checks that epsilons in assertions are in the range of the attacks that they may match. */
function checkSelected(suite: RawObject, attacks: readonly RawObject[]): JsonFault[] {
  return entriesOf(suite, 'assertions').flatMap(({ value, path }) => {
    const { epsilon, attack } = objectOf(objectOf(value).select);
    const entry = { value: epsilon, path: [...path, 'select', 'epsilon'] };
    const greatest = greatestOf(attacks.filter(({ id }) => attack === undefined || id === attack));
    if (typeof epsilon !== 'number' || epsilon <= greatest || epsilon > greatestRadius) {
      return checkFraction(entry, greatest);
    }
    const expected = 'an epsilon: a number in [0, 1] or a fraction such as "8/255"';
    return [{ path: entry.path, expected, found: describeJson(epsilon), remedy: epsilonRemedy(epsilon) }];
  });
}

/** The largest allowed epsilon of the attacks. */
function greatestOf(attacks: readonly RawObject[]): number {
  const perturbations = attacks.flatMap(rawPerturbations);
  return Math.max(1, ...perturbations.map((own) => perturbationKind(own).greatestEpsilon(own)));
}

/** The schema checks the format of numbers and fractions; here only the value of a fraction is checked. */
function checkFraction({ value, path }: Placed<unknown>, greatest: number): JsonFault[] {
  if (typeof value !== 'string' || !/^[\d.]+\/[\d.]+$/.test(value)) return [];
  const epsilon = resolveEpsilon(value);
  if (epsilon !== null && epsilon <= greatest) return [];
  const remedy =
    epsilon === null
      ? 'divide by more than 0'
      : 'epsilon is on pixels in [0, 1]: "255/255" is the whole range from black to white';
  return [{ path, expected: `a fraction between 0 and ${greatest}`, found: describeJson(value), remedy }];
}

function checkRepeats(sweep: readonly Placed<unknown>[], resolve: (value: unknown) => number | null): JsonFault[] {
  const seen = new Map<number, Placed<unknown>>();
  return sweep.flatMap((entry) => {
    const strength = resolve(entry.value);
    const earlier = strength === null ? undefined : seen.get(strength);
    if (strength !== null && earlier === undefined) seen.set(strength, entry);
    if (earlier === undefined) return [];
    const found = `${describeJson(entry.value)}, which equals the earlier ${describeJson(earlier.value)}`;
    return [{ path: entry.path, expected: 'each strength of a sweep once', found, remedy: 'remove one of the two' }];
  });
}

function asNumber(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
