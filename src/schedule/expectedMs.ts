import type { Budget, PassDurations } from '../contract/passes.js';

/** Durations assumed for a network that was not measured: about those of the shipped ones on one core. */
const assumedDurations: PassDurations = { forwardMs: 0.6, backwardMs: 1.2 };

/** What a budget takes on one worker, in ms, with each model's durations as far as they were measured. */
export function expectedMs({ passes }: Budget, durations: ReadonlyMap<string, PassDurations>): number {
  let sum = 0;
  for (const [model, { forward, backward }] of passes) {
    const { forwardMs, backwardMs } = durations.get(model) ?? assumedDurations;
    sum += forward * forwardMs + backward * backwardMs;
  }
  return sum;
}
