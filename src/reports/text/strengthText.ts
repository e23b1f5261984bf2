import type { StrengthFigure } from '../summary/strengthRows.js';
import { percent, percentWithInterval } from './numberText.js';

/** `57.0 % [54.8, 59.2]`, or a dash. */
export function strengthText(figure: StrengthFigure | null): string {
  return figure === null ? '–' : percentWithInterval(figure.relativeAccuracy, figure.interval);
}

/** Gap reduction with its interval, `reference`, or a dash. */
export function reductionText(figure: StrengthFigure | null): string {
  if (figure === null) return '–';
  const { isReference, reduction, reductionInterval } = figure;
  if (isReference) return 'reference';
  if (reduction === null) return '–';
  return reductionInterval ? percentWithInterval(reduction, reductionInterval) : percent(reduction);
}
