/**
 * The library: evaluations and attacks for other programs.
 *
 * @packageDocumentation
 */

export type { BackendChoice } from '../base/backends.js';
export { Interrupted, UserErrors } from '../base/errors.js';
export type * from '../contract/result.js';
export type { AttackSpec, EvaluationSpec, GateSpec } from '../contract/suite.js';
export { readResults } from '../results/readResults.js';
export type { WrittenSuite } from '../schemas/suiteSchema.js';
export * from './attacking.js';
export { type EvaluateOptions, evaluate, type Progress } from './evaluate.js';
export * from './measures.js';
export {
  defineAttack,
  defineDataset,
  defineMetric,
  defineModelReader,
} from './plugin.js';
export { writeReport } from './writeReport.js';
