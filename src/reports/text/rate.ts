import type { Interval, Proportion } from '../../contract/result.js';
import { count, percentWithInterval } from './numberText.js';

/** A proportion with its value, which is null if total is 0. */
export interface Rate {
  readonly value: number;
  readonly hits: number;
  readonly total: number;
  readonly interval: Interval;
}

/** The value of hits of total; null where total is 0. */
export function rateOf({ hits, total, interval }: Proportion): Rate | null {
  return total === 0 ? null : { value: hits / total, hits, total, interval };
}

/** `97.3 % [96.5, 97.9]`, or a dash if there is none. */
export function rateText(rate: Rate | null): string {
  return rate === null ? '–' : percentWithInterval(rate.value, rate.interval);
}

/** Like `rateText`, with the counts: `97.3 % [96.5, 97.9], 1,946 of 2,000`. */
export function rateWithCounts(rate: Rate | null): string {
  return rate === null ? '–' : `${rateText(rate)}, ${count(rate.hits)} of ${count(rate.total)}`;
}
