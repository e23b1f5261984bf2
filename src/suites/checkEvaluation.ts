import type { JsonFault } from '../base/jsonDocument.js';
import { objectOf, type RawObject } from './rawSuite.js';

/** What an example does in so many tries is read off the draws that were made of it. */
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
