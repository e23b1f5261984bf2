import type { ResultWorst } from '../contract/result.js';
import { pointLabel } from './pointLabel.js';

/** Label of the common strength of attacks: `33 dB`, `epsilon 8/255`. */
export function worstLabel({ axis, value }: Pick<ResultWorst, 'axis' | 'value'>): string {
  return axis === 'snrDb'
    ? pointLabel({ kind: 'snrDb', snrDb: [value], snrReference: 'pixel' }, 0)
    : pointLabel({ kind: 'epsilons', epsilons: [value] }, 0);
}
