import type tf from '../../../tfjs/tfjs.cjs';
import type { Attributes } from '../attributes.js';
import { type BuiltLayer, unary } from '../kerasLayer.js';

/** Whether `data_format` puts the channels second. */
export function channelsFirst({ choice }: Attributes): boolean {
  return choice('data_format', ['channels_last', 'channels_first'], 'channels_last') === 'channels_first';
}

/** A layer implemented for channels last; if the configuration has channels first, tensors are transposed before and after. */
export function channelsLast(attributes: Attributes, run: (x: tf.Tensor) => tf.Tensor): BuiltLayer {
  return unary(channelsFirst(attributes) ? (x) => toFirst(run(toLast(x))) : run);
}

/** [batch, channels, ...] to [batch, ..., channels]. */
export function toLast(x: tf.Tensor): tf.Tensor {
  return x.transpose([0, ...range(2, x.rank), 1]);
}

/** [batch, ..., channels] to [batch, channels, ...]; unchanged if there is no axis between them. */
export function toFirst(x: tf.Tensor): tf.Tensor {
  return x.rank < 3 ? x : x.transpose([0, x.rank - 1, ...range(1, x.rank - 1)]);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at);
}
