import type tf from '../tfjs/tfjs.cjs';

/** The single input tensor of a layer; tfjs passes it alone or in an array. */
export function singleInput<T extends tf.Tensor>(inputs: tf.Tensor | tf.Tensor[]): T {
  return (Array.isArray(inputs) ? inputs[0] : inputs) as T;
}

/** The shape of a layer's single input, which tfjs passes alone or in an array. */
export function singleShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
  return (Array.isArray(inputShape[0]) ? inputShape[0] : inputShape) as tf.Shape;
}
