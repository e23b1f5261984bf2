import type { JsonFault } from '../base/jsonDocument.js';
import { objectOf, type RawObject } from './rawSuite.js';

/** Resubmission is computed from the recorded draws, so it needs at least as many draws as tries. */
export function checkEvaluation(suite: RawObject): JsonFault[] {
  const { draws = 1, resubmit } = objectOf(suite.evaluation);
  if (typeof draws !== 'number' || typeof resubmit !== 'number' || resubmit <= draws) return [];
  return [
    {
      path: ['evaluation', 'resubmit'],
      expected: `a number of tries of at most the draws, ${draws}`,
      found: String(resubmit),
      remedy: `raise "draws" to ${resubmit} or more; more draws give narrower intervals`,
    },
  ];
}
