import { describeJson } from '../base/describeJson.js';
import type { JsonFault, JsonPath } from '../base/jsonDocument.js';
import { didYouMean, oneOf } from '../base/schemaFaults.js';
import { evaluatedIds, resultIds } from './checkAnalog.js';
import { entriesOf, objectOf, type Placed, type RawObject, textsIn } from './rawSuite.js';

/** Checks that reference and assertions refer to existing models and attacks, and that each assertion can be evaluated. */
export function checkSelections(suite: RawObject): JsonFault[] {
  const models = resultIds(suite);
  const attacks = idsOf(suite, 'attacks');
  const reference = objectOf(suite.reference);
  return [
    ...checkKnown({ value: reference.model, path: ['reference', 'model'] }, 'a model', evaluatedIds(suite)),
    ...entriesOf(suite, 'assertions').flatMap(({ value, path }) => {
      const assertion = objectOf(value);
      const select = objectOf(assertion.select);
      return [
        ...checkKnown({ value: select.model, path: [...path, 'select', 'model'] }, 'a model', models),
        ...checkKnown({ value: select.attack, path: [...path, 'select', 'attack'] }, 'an attack', attacks),
        ...checkKnown({ value: assertion.comparedWith, path: [...path, 'comparedWith'] }, 'a model', models),
        ...checkCompared({ assertion, select, models, reference: reference.model }, path),
        ...checkBounds(assertion, path),
        ...checkMetric({ assertion, select, hasReference: suite.reference !== undefined }, path),
        ...checkAudit({ assertion, select, hasAudit: isAudited(suite) }, path),
      ];
    }),
  ];
}

function idsOf(suite: RawObject, list: string): string[] {
  return [...new Set(textsIn(suite, list, 'id').map(({ value }) => value))];
}

function checkKnown({ value, path }: Placed<unknown>, what: string, ids: readonly string[]): JsonFault[] {
  if (typeof value !== 'string' || ids.includes(value)) return [];
  const expected = ids.length === 0 ? `the id of ${what}` : `the id of ${what}: ${oneOf(ids)}`;
  return [{ path, expected, found: describeJson(value), ...didYouMean(value, ids) }];
}

function checkBounds({ min, max }: RawObject, path: JsonPath): JsonFault[] {
  if (typeof min !== 'number' || typeof max !== 'number' || min <= max) return [];
  return [
    { path, key: 'min', expected: `a min of at most the max, ${max}`, found: String(min), remedy: 'swap the two' },
  ];
}

/** A model is compared with another one; the reference has no gap reduction, of its own or to compare with. */
function checkCompared(
  { assertion: { metric, comparedWith }, select, models, reference }: ComparedParts,
  path: JsonPath,
): JsonFault[] {
  if (metric === 'gapReduction' && select.model !== undefined && select.model === reference) {
    const [expected, found] = [
      'another model than the reference, which has no gap reduction',
      describeJson(select.model),
    ];
    return [{ path: [...path, 'select'], key: 'model', expected, found, remedy: 'name another model' }];
  }
  if (comparedWith === undefined) return [];
  const at = { path, key: 'comparedWith', found: describeJson(comparedWith) };
  const remedy = 'name the model to compare with';
  if (comparedWith === select.model) return [{ ...at, expected: 'another model than that of "select"', remedy }];
  if (select.model === undefined && models.length === 1 && comparedWith === models[0]) {
    return [{ ...at, expected: 'a suite with another model', remedy: 'add the model to compare with' }];
  }
  if (metric !== 'gapReduction' || comparedWith !== reference) return [];
  const without = 'remove it: a gap reduction is already relative to the reference';
  return [{ ...at, expected: 'another model than the reference', remedy: without }];
}

interface ComparedParts {
  readonly assertion: RawObject;
  readonly select: RawObject;
  readonly models: readonly string[];
  readonly reference: unknown;
}

interface AssertionParts {
  readonly assertion: RawObject;
  readonly select: RawObject;
  readonly hasReference: boolean;
}

function checkMetric({ assertion: { metric }, select, hasReference }: AssertionParts, path: JsonPath): JsonFault[] {
  const at: JsonPath = [...path, 'select'];
  const byPoint = select.snrDb !== undefined ? 'snrDb' : select.epsilon !== undefined ? 'epsilon' : undefined;
  if (select.snrDb !== undefined && select.epsilon !== undefined) {
    return [
      {
        path: at,
        key: 'epsilon',
        expected: 'either "snrDb" or "epsilon"',
        found: 'both',
        remedy: 'remove one: a point has either an SNR or an epsilon',
      },
    ];
  }
  if (metric === 'cleanAccuracy' && byPoint !== undefined) {
    return [
      {
        path: at,
        key: byPoint,
        expected: 'no point, because cleanAccuracy has no attack',
        found: `the key "${byPoint}"`,
        remedy: 'remove it, or assert on "accuracy"',
      },
    ];
  }
  const ofAll =
    metric === 'corruptionAccuracy' ? (byPoint ?? (select.attack === undefined ? undefined : 'attack')) : undefined;
  if (ofAll !== undefined) {
    const expected = 'neither an attack nor a point, as corruptionAccuracy is over all corruptions and severities';
    return [{ path: at, key: ofAll, expected, found: `the key "${ofAll}"`, remedy: 'remove it' }];
  }
  if (isWorst(metric) && select.attack !== undefined) {
    const expected = `no attack, because ${describeJson(metric)} is over all of them`;
    return [{ path: at, key: 'attack', expected, found: 'the key "attack"', remedy: 'remove it' }];
  }
  if (metric !== 'gap' && metric !== 'gapReduction') return [];
  if (select.epsilon !== undefined) {
    return [
      {
        path: at,
        key: 'epsilon',
        expected: `an SNR, because the ${metric} is read on the SNR axis`,
        found: 'the key "epsilon"',
        remedy: 'select by "snrDb"',
      },
    ];
  }
  if (metric === 'gapReduction' && !hasReference) {
    return [
      {
        path,
        key: 'metric',
        expected: 'a suite with a "reference", the model with which gaps are compared',
        found: '"gapReduction" without one',
        remedy: 'add "reference": {"model": "<id>", "snrDb": 33}',
      },
    ];
  }
  if (select.snrDb === undefined && !hasReference) {
    return [
      {
        path,
        key: 'metric',
        expected: 'an SNR to read the gap at',
        found: '"gap" without "snrDb" in select and without a "reference"',
        remedy: 'add "snrDb" to select',
      },
    ];
  }
  return [];
}

function isWorst(metric: unknown): boolean {
  return metric === 'worstAccuracy' || metric === 'worstRelativeAccuracy';
}

function isAudited({ audit }: RawObject): boolean {
  return audit !== undefined && audit !== false;
}

/** Warnings are counted per check of the audit; they do not belong to a point. */
function checkAudit(
  { assertion: { metric }, select, hasAudit }: Omit<AssertionParts, 'hasReference'> & { readonly hasAudit: boolean },
  path: JsonPath,
): JsonFault[] {
  const at: JsonPath = [...path, 'select'];
  if (metric !== 'auditWarnings') {
    if (select.check === undefined) return [];
    const expected = `no check, because ${describeJson(metric)} does not belong to one`;
    return [
      { path: at, key: 'check', expected, found: 'the key "check"', remedy: 'remove it, or assert on "auditWarnings"' },
    ];
  }
  const byPoint = select.snrDb !== undefined ? 'snrDb' : select.epsilon !== undefined ? 'epsilon' : undefined;
  if (byPoint !== undefined) {
    const expected = 'no point, because audit checks compare several';
    return [{ path: at, key: byPoint, expected, found: `the key "${byPoint}"`, remedy: 'remove it' }];
  }
  if (hasAudit) return [];
  return [
    {
      path,
      key: 'metric',
      expected: 'a suite with an audit',
      found: '"auditWarnings" without one',
      remedy: 'add "audit": true to the suite',
    },
  ];
}
