import type { RandomStream } from '../base/random.js';
import { type Converters, converterSteps } from '../contract/analog.js';

/** An array's weights, how it is read and the stream of the noise in that. */
export interface Readout {
  readonly weights: Float64Array;
  readonly converters: Converters | undefined;
  readonly stream: RandomStream;
}

/** The mean absolute answer of each column to full inputs, one row at a time, as the converters give it. */
export function readOut({ weights, converters, stream }: Readout, columns: number): number[] {
  const sums = new Float64Array(columns);
  const answer = converters === undefined ? (weight: number) => weight : convert(converters, stream);
  for (const [at, weight] of weights.entries()) sums[at % columns]! += Math.abs(answer(weight));
  return [...sums].map((sum) => (sum * columns) / weights.length);
}

function convert(converters: Converters, stream: RandomStream): (weight: number) => number {
  const { outputNoise, weightNoise } = converters;
  const { output, bound } = converterSteps(converters);
  return (weight) => {
    const deviation = Math.hypot(outputNoise, weightNoise * Math.sqrt(Math.abs(weight)));
    const read = deviation === 0 ? weight : weight + deviation * stream.normal();
    const rounded = output === 0 ? read : Math.round(read / output) * output;
    return Math.min(bound, Math.max(-bound, rounded));
  };
}
