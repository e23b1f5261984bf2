import type { ResultCurve, Results } from '../contract/result.js';

/** The curves of a run and those that only its audit needs. */
export function allCurves({ curves, audit }: Pick<Results, 'curves' | 'audit'>): ResultCurve[] {
  return [...curves, ...(audit?.curves ?? [])];
}
