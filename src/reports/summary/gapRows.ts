import type { ResultGap, Results } from '../../contract/result.js';

/** A gap to perfect robustness with the position of its model in the suite. */
export interface GapRow extends Omit<ResultGap, 'model' | 'attack'> {
  readonly model: number;
  readonly isReference: boolean;
}

/** Gaps under an attack in the order of the suite. */
export function gapRows(results: Results, attack: string): GapRow[] {
  return results.models.flatMap(({ id }, position) => {
    const gap = results.gaps.find((candidate) => candidate.model === id && candidate.attack === attack);
    return gap ? { ...gap, model: position, isReference: results.reference?.model === id } : [];
  });
}

/** The SNR of an attack's gaps: requested, before clipping, or interpolated on the measured SNR. */
export function gapAxisText(gaps: readonly GapRow[]): string {
  const interpolated = gaps.some(({ method }) => method === 'interpolated');
  return interpolated
    ? 'measured SNR after clipping, interpolated between neighbouring points'
    : 'requested SNR, before clipping';
}
