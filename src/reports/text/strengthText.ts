import type { StrengthFigure } from '../summary/strengthRows.js';
import { decibels, percent, percentWithInterval } from './numberText.js';

/** `57.0 % [54.8, 59.2]`, with the SNR where it is not the reference's, or a dash. */
export function strengthText(figure: StrengthFigure | null): string {
  if (figure === null) return '–';
  const { relativeAccuracy, interval, snrDb } = figure;
  return `${percentWithInterval(relativeAccuracy, interval)}${snrDb === null ? '' : ` at ${decibels(snrDb)}`}`;
}

/** Gap reduction with its interval, `reference`, or a dash. */
export function reductionText(figure: StrengthFigure | null): string {
  if (figure === null) return '–';
  return figure.isReference ? 'reference' : reductionFigure(figure);
}

/** `18.2 % [15.9, 20.4]`, without an interval where there is none, or a dash. */
export function reductionFigure({
  reduction,
  reductionInterval,
}: Pick<StrengthFigure, 'reduction' | 'reductionInterval'>): string {
  if (reduction === null) return '–';
  return reductionInterval ? percentWithInterval(reduction, reductionInterval) : percent(reduction);
}
