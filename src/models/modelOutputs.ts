import { UserError } from '../base/errors.js';
import tf from '../tfjs/tfjs.cjs';

/** Checks that outputs of the given shape, batch first, name the data set's classes. Throws `UserError` if not. */
export function checkOutputs(
  path: string,
  shape: readonly number[],
  { classes, selected }: { readonly classes: number; readonly selected: readonly number[] | undefined },
): void {
  const [, width] = shape;
  if (shape.length === 2 && selected === undefined && width === classes) return;
  if (shape.length !== 2 || selected === undefined) {
    const binary = shape.length === 2 && width === 1;
    throw new UserError({
      where: path,
      expected: `${classes} classes, as the data set has them`,
      found: `output of ${shape.slice(1).join(' x ')}`,
      remedy: binary
        ? 'a binary output has no logit a class: end the model in two, [0, z]'
        : "evaluate the model on the data set that it was trained for, or say in 'classes' which outputs count",
    });
  }
  if (selected.length !== classes || selected.some((output) => output >= width!)) {
    throw new UserError({
      where: `${path}, classes`,
      expected: `${classes} outputs from 0 to ${width! - 1}, one for each class of the data set`,
      found: selected.join(', '),
    });
  }
}

/** Too small to change a probability that is not zero, large enough for its logarithm and its inverse to be finite. */
const smallestProbability = 1e-30;

/** From a model's output to logits in the order of the data set's classes. */
export function selectOutputs({
  logarithm,
  selected,
  probe,
}: {
  readonly logarithm: boolean;
  readonly selected: readonly number[] | undefined;
  readonly probe: { readonly shape: readonly number[] };
}): (outputs: tf.Tensor2D) => tf.Tensor2D {
  const width = probe.shape[1]!;
  return (outputs) => {
    const logits = logarithm ? (outputs.add(smallestProbability).log() as tf.Tensor2D) : outputs;
    if (selected === undefined) return logits;
    // A product with a matrix of zeros and ones: its gradient exists on every backend, that of gather does not.
    return tf.matMul(
      logits,
      tf.oneHot(tf.tensor1d([...selected], 'int32'), width).toFloat(),
      false,
      true,
    ) as tf.Tensor2D;
  };
}
