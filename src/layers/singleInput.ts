import type * as tf from '@tensorflow/tfjs';

/** The one tensor that a layer of ours works on; tfjs hands it over alone or in an array. */
export function singleInput<T extends tf.Tensor>(inputs: tf.Tensor | tf.Tensor[]): T {
  return (Array.isArray(inputs) ? inputs[0] : inputs) as T;
}

/** The shape of a layer's one input, which tfjs hands over alone or in an array. */
export function singleShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
  return (Array.isArray(inputShape[0]) ? inputShape[0] : inputShape) as tf.Shape;
}
