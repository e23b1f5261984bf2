import { compileSchema } from '../base/compileSchema.js';
import { type JsonFault, readJsonDocument } from '../base/jsonDocument.js';
import { schemaFaults } from '../base/schemaFaults.js';
import type { Suite } from '../contract/suite.js';
import type { WrittenSuite } from '../schemas/suiteSchema.js';
import { checkComposedAttacks } from './checkComposedAttacks.js';
import { checkDataset } from './checkDataset.js';
import { checkEvaluation } from './checkEvaluation.js';
import { checkIds } from './checkIds.js';
import { checkKnownDraws } from './checkKnownDraws.js';
import { checkSelections } from './checkSelections.js';
import { checkSweeps } from './checkSweeps.js';
import { objectOf, type RawObject } from './rawSuite.js';
import { epsilonRemedy } from './resolveEpsilon.js';
import { resolveSuite } from './resolveSuite.js';

/** What the schema cannot say. Each check bears with parts that are missing or of another type: the schema reports those. */
const checks: readonly ((suite: RawObject) => JsonFault[])[] = [
  checkIds,
  checkDataset,
  checkEvaluation,
  checkComposedAttacks,
  checkKnownDraws,
  checkSweeps,
  checkSelections,
];

/**
 * Reads and validates a suite: fractions resolved, defaults filled in, paths absolute. Throws every fault at once as
 * `UserErrors`, each with `file:line:column /pointer` (a single `UserError` where the file cannot be read at all). Does not
 * look whether models exist.
 */
export function parseSuite(file: string): Suite {
  const document = readJsonDocument(file, 'a suite');
  const faults = [
    ...schemaFaults(compileSchema('suite'), document.value).map((fault) => withEpsilonRemedy(fault, document.value)),
    ...checks.flatMap((check) => check(objectOf(document.value))),
  ];
  if (faults.length > 0) throw document.faults(faults);
  return resolveSuite(document.value as WrittenSuite, document);
}

function withEpsilonRemedy(fault: JsonFault, suite: unknown): JsonFault {
  const isEpsilon = fault.path.at(-1) === 'epsilon' || fault.path.at(-2) === 'epsilons';
  if (!isEpsilon) return fault;
  const value = fault.path.reduce((parent, step) => (parent as Record<string | number, unknown>)[step], suite);
  return { ...fault, remedy: epsilonRemedy(value) };
}
