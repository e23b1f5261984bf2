import { UserError } from '../base/errors.js';
import type { ModelReading } from '../contract/modelReading.js';
import tf from '../tfjs/tfjs.cjs';

/** Checks that outputs of the given shape, batch first, fit the data set's classes. Throws `UserError` if not. */
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
      expected: `${classes} classes, as in the data set`,
      found: `output of ${shape.slice(1).join(' x ')}`,
      remedy: binary
        ? 'a single output gives two classes only if it is a sigmoid: end the model in a sigmoid, or in two outputs'
        : "evaluate the model on the data set that it was trained for, or list the outputs to use in 'classes'",
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

/** Which outputs belong to the data set's classes, and how the others are treated. */
export interface Selection {
  readonly outputs: readonly number[];
  readonly others: 'compete' | 'drop';
}

/** The selection in a suite; by default the other outputs compete and can be predicted. */
export function selectionOf({ classes }: ModelReading): Selection | undefined {
  if (classes === undefined) return undefined;
  return 'outputs' in classes ? { others: 'compete', ...classes } : { outputs: classes, others: 'compete' };
}

/** Too small to change a nonzero probability, large enough for a finite logarithm and inverse. */
const smallestProbability = 1e-30;

/**
 * Converts a model's output to logits: the data set's classes in order, then the other outputs if they compete. `classes` is the
 * number of data set classes.
 */
export function selectOutputs({
  logarithm,
  selection,
  probe,
}: {
  readonly logarithm: boolean;
  readonly selection: Selection | undefined;
  readonly probe: { readonly shape: readonly number[] };
}): { readonly classes: number; readonly finish: (outputs: tf.Tensor2D) => tf.Tensor2D } {
  const width = probe.shape[1]!;
  const toLogits = (outputs: tf.Tensor2D) =>
    logarithm ? (outputs.add(smallestProbability).log() as tf.Tensor2D) : outputs;
  if (selection === undefined) return { classes: width, finish: toLogits };
  const { outputs, others } = selection;
  const rest = Array.from({ length: width }, (_, at) => at).filter((at) => !outputs.includes(at));
  const order = [...outputs, ...(others === 'compete' ? rest : [])];
  // A product with a 0/1 matrix has a gradient on every backend; gather does not.
  const finish = (x: tf.Tensor2D) =>
    tf.matMul(toLogits(x), tf.oneHot(tf.tensor1d(order, 'int32'), width).toFloat(), false, true) as tf.Tensor2D;
  return { classes: order.length, finish };
}
