import type { BackendName } from '../../base/backends.js';
import tf from '../../tfjs/tfjs.cjs';
import { registerComposed } from '../bindings/composedKernel.js';

interface Equation {
  readonly operands: readonly string[];
  readonly result: string;
}

/** `ab,bc->ac`. Throws if an operand repeats an index (a diagonal), and for an ellipsis. */
export function parseEquation(equation: string): Equation {
  const [left, result] = equation.replaceAll(' ', '').split('->');
  const operands = left!.split(',');
  if (result === undefined || !/^[A-Za-z,]*$/.test(left!) || !/^[A-Za-z]*$/.test(result)) {
    throw new Error(`Einsum: expected an equation as ab,bc->ac, found ${equation}`);
  }
  if ([...operands, result].some((indices) => new Set(indices).size < indices.length)) {
    throw new Error(`Einsum: no kernel for an index that stands twice in an operand, as in ${equation}`);
  }
  return { operands, result };
}

interface Term {
  readonly indices: string;
  readonly tensor: tf.Tensor;
}

/** The equation's sum of products, by transposes and matrix products. */
export function computeEinsum(equation: string, tensors: readonly tf.Tensor[]): tf.Tensor {
  const { operands, result } = parseEquation(equation);
  const terms = operands.map((indices, at): Term => ({ indices, tensor: tensors[at]! }));
  const product = terms.slice(1).reduce((left, right, at) => {
    const later = terms
      .slice(at + 2)
      .map(({ indices }) => indices)
      .join('');
    return contract(left, right, result + later);
  }, terms[0]!);
  return arrange(product, result);
}

/** Sums over the indices that are not in `kept` and puts the others into its order. */
function arrange({ indices, tensor }: Term, kept: string): tf.Tensor {
  const summed = [...indices].flatMap((index, axis) => (kept.includes(index) ? [] : [axis]));
  const left = [...indices].filter((index) => kept.includes(index));
  const sums = summed.length === 0 ? tensor : tensor.sum(summed);
  return sums.transpose([...kept].map((index) => left.indexOf(index)));
}

/** One matrix product per batch: indices in both and kept are the batch, those in both and not kept are summed. */
function contract(a: Term, b: Term, kept: string): Term {
  const both = [...a.indices].filter((index) => b.indices.includes(index));
  const batch = both.filter((index) => kept.includes(index)).join('');
  const inner = both.filter((index) => !kept.includes(index)).join('');
  const own = (term: Term) =>
    [...term.indices].filter((index) => !both.includes(index) && kept.includes(index)).join('');
  const sizes = new Map(
    [a, b].flatMap(({ indices, tensor }) => [...indices].map((index, axis) => [index, tensor.shape[axis]!])),
  );
  const shape = (indices: string) => [...indices].map((index) => sizes.get(index)!);
  const size = (indices: string) => shape(indices).reduce((product, side) => product * side, 1);
  const rows = arrange(a, batch + own(a) + inner).reshape([size(batch), size(own(a)), size(inner)]);
  const columns = arrange(b, batch + inner + own(b)).reshape([size(batch), size(inner), size(own(b))]);
  const indices = batch + own(a) + own(b);
  return { indices, tensor: tf.matMul(rows, columns).reshape(shape(indices)) };
}

/** tfjs-wasm has no Einsum. */
export function registerEinsum(backend: BackendName): void {
  registerComposed<string, tf.EinsumAttrs>(
    'Einsum',
    (inputs, { equation }) => computeEinsum(equation, Object.values(inputs)).clone(),
    backend,
  );
}

/** tfjs has none: the gradient of each operand is the einsum of the output gradient with the other operands. */
export function registerEinsumGradient(): void {
  tf.registerGradient({
    kernelName: 'Einsum',
    saveAllInputs: true,
    gradFunc: (dy, saved, attributes) => {
      const { operands, result } = parseEquation((attributes as unknown as tf.EinsumAttrs).equation);
      const entries = operands.map((indices, at): [string, () => tf.Tensor] => [
        String(at),
        () => tf.tidy(() => operandGradient(at, { operands, result, dy: dy as tf.Tensor, saved, indices })),
      ]);
      return Object.fromEntries(entries);
    },
  });
}

function operandGradient(
  at: number,
  {
    operands,
    result,
    dy,
    saved,
    indices,
  }: Equation & { readonly dy: tf.Tensor; readonly saved: readonly tf.Tensor[]; readonly indices: string },
): tf.Tensor {
  const others = operands.flatMap((_, other) => (other === at ? [] : [other]));
  const sources = [result, ...others.map((other) => operands[other]!)];
  const reached = [...indices].filter((index) => sources.some((source) => source.includes(index))).join('');
  const gradient = computeEinsum(`${sources.join(',')}->${reached}`, [dy, ...others.map((other) => saved[other]!)]);
  const { shape } = saved[at]!;
  const spread = [...indices].map((index, axis) => (reached.includes(index) ? shape[axis]! : 1));
  return tf.broadcastTo(gradient.reshape(spread), shape);
}
