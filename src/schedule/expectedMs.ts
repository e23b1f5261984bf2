import type { Budget, PassDurations } from '../contract/passes.js';

/** Assumed durations for a network that was not measured: about those of the shipped networks on one core. */
const assumedDurations: PassDurations = { forwardMs: 0.6, backwardMs: 1.2 };

/** Expected time of a budget on one worker, in ms, using measured durations where available. */
export function expectedMs({ passes }: Budget, durations: ReadonlyMap<string, PassDurations>): number {
  let sum = 0;
  for (const [model, { forward, backward }] of passes) {
    const { forwardMs, backwardMs } = durations.get(model) ?? assumedDurations;
    sum += forward * forwardMs + backward * backwardMs;
  }
  return sum;
}
