import type { JsonFault } from '../base/jsonDocument.js';
import { entriesOf, objectOf, type RawObject } from './rawSuite.js';

/** Refuses too few draws: even a unanimous class could not be certified. */
export function checkSmoothing(suite: RawObject): JsonFault[] {
  return entriesOf(suite, 'attacks').flatMap(({ value, path }) => {
    const { kind, n = 1000, alpha = 0.001 } = objectOf(value);
    if (kind !== 'smoothing' || typeof n !== 'number' || typeof alpha !== 'number') return [];
    if (!(alpha > 0 && alpha < 0.5) || alpha ** (1 / n) > 0.5) return [];
    const least = Math.floor(Math.log(alpha) / Math.log(0.5)) + 1;
    return [
      {
        path: [...path, 'n'],
        expected: `at least ${least} draws for an alpha of ${alpha}: with fewer nothing can be certified`,
        found: String(n),
        remedy: `raise "n" well above ${least}, or "alpha"`,
      },
    ];
  });
}
