import type { Strength } from '../contract/suite.js';

/** The requested strengths of a sweep: epsilons on pixels in [0, 1], SNRs in dB, or severities. */
export function strengthValues(strength: Strength): readonly number[] {
  switch (strength.kind) {
    case 'epsilons':
      return strength.epsilons;
    case 'snrDb':
      return strength.snrDb;
    case 'severities':
      return strength.severities;
  }
}
