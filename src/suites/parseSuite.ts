import { type JsonDocument, type JsonFault, readJsonDocument } from '../base/jsonDocument.js';
import { schemaFaults } from '../base/schemaFaults.js';
import { schemaValidator } from '../base/schemaValidators.js';
import type { Suite } from '../contract/suite.js';
import { noPlugins, type Plugins } from '../plugins/plugins.js';
import type { WrittenSuite } from '../schemas/suiteSchema.js';
import { checkAnalog } from './checkAnalog.js';
import { checkApgd } from './checkApgd.js';
import { checkComposedAttacks } from './checkComposedAttacks.js';
import { checkDataset } from './checkDataset.js';
import { checkDecompose } from './checkDecompose.js';
import { checkEvaluation } from './checkEvaluation.js';
import { checkIds } from './checkIds.js';
import { checkKnownDraws } from './checkKnownDraws.js';
import { checkReach } from './checkReach.js';
import { checkSelections } from './checkSelections.js';
import { checkSmoothing } from './checkSmoothing.js';
import { checkSweeps } from './checkSweeps.js';
import { schemaWith, withPluggedAttacks } from './pluggedSuite.js';
import { objectOf, type RawObject } from './rawSuite.js';
import { epsilonRemedy } from './resolveEpsilon.js';
import { resolveSuite } from './resolveSuite.js';

/** Checks beyond the schema. Each accepts missing parts or parts of the wrong type, which the schema reports. */
const checks: readonly ((suite: RawObject) => JsonFault[])[] = [
  checkAnalog,
  checkIds,
  checkDataset,
  checkDecompose,
  checkEvaluation,
  checkComposedAttacks,
  checkKnownDraws,
  checkSmoothing,
  checkSweeps,
  checkApgd,
  checkSelections,
  checkReach,
];

/**
 * Reads and validates a suite: fractions resolved, defaults filled in, paths absolute. Throws all errors together as
 * `UserErrors`, each with `file:line:column /pointer` (a single `UserError` if the file cannot be read). Does not check whether
 * models exist.
 */
export function parseSuite(file: string): Suite {
  return suiteOf(readJsonDocument(file, 'a suite'));
}

/** The same for a document that was read already, with its plug-ins, which were loaded by `pluginFiles`. */
export function suiteOf(document: JsonDocument, plugins: Plugins = noPlugins): Suite {
  const named = pluginFiles(document);
  if (named.length > 0 && plugins.loaded.length === 0) throw new Error(`plug-ins were not loaded: ${named.join(', ')}`);
  const schema = plugins.loaded.length === 0 ? schemaValidator('suite') : schemaWith(plugins);
  const faults = schemaFaults(schema, document.value).map((fault) => withEpsilonRemedy(fault, document.value));
  // The facts about attacks from plug-ins are known where their settings are valid.
  const isValid = faults.length === 0;
  const value = isValid ? withPluggedAttacks(document.value as WrittenSuite, plugins) : document.value;
  faults.push(...checks.flatMap((check) => check(objectOf(value))));
  if (faults.length > 0) throw document.faults(faults);
  return resolveSuite(value as WrittenSuite, { ...document, plugins });
}

/** The plug-ins that an unvalidated suite names; none where the list has errors, which `suiteOf` tells. */
export function pluginFiles({ value }: JsonDocument): string[] {
  const { plugins } = objectOf(value);
  const isList = Array.isArray(plugins) && plugins.every((file) => typeof file === 'string' && /\.[cm]?js$/.test(file));
  return isList ? plugins : [];
}

function withEpsilonRemedy(fault: JsonFault, suite: unknown): JsonFault {
  const isEpsilon = fault.path.at(-1) === 'epsilon' || fault.path.at(-2) === 'epsilons';
  if (!isEpsilon) return fault;
  const value = fault.path.reduce((parent, step) => (parent as Record<string | number, unknown>)[step], suite);
  return { ...fault, remedy: epsilonRemedy(value) };
}
