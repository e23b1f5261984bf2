import tf from '../tfjs/tfjs.cjs';

/**
 * Einsum of one or two tensors by transpositions and one matrix product, so that it runs on every backend with exact gradients.
 * `equation` as in `abc,cde->abde`, with `...` for leading axes. Throws RangeError for an axis that occurs twice in one tensor,
 * and for more tensors. The caller owns the result (under `tf.tidy`).
 */
export function einsumProduct(equation: string, ...tensors: readonly tf.Tensor[]): tf.Tensor {
  const [left = '', right] = equation.replaceAll(' ', '').split('->');
  const terms = expandEllipses(left.split(','), tensors);
  if (terms.length !== tensors.length || terms.length > 2) {
    throw new RangeError(`'${equation}' for ${tensors.length} tensors: one or two are known`);
  }
  if (terms.some((term) => new Set(term).size < term.length))
    throw new RangeError(`'${equation}': an axis stands twice`);
  const output = right === undefined ? implied(terms) : right.includes('...') ? spread(right, terms) : [...right];
  const [a, b] = terms as [string[], string[] | undefined];
  if (b === undefined) return transposed(summed(tensors[0]!, a, output), output);
  const first = summed(tensors[0]!, a, [...output, ...b]);
  const second = summed(tensors[1]!, b, [...output, ...a]);
  return transposed(product(first, second, output), output);
}

interface Labelled {
  readonly x: tf.Tensor;
  readonly axes: readonly string[];
}

function product(a: Labelled, b: Labelled, output: readonly string[]): Labelled {
  const shared = a.axes.filter((axis) => b.axes.includes(axis));
  const batch = shared.filter((axis) => output.includes(axis));
  const inner = shared.filter((axis) => !output.includes(axis));
  const rows = a.axes.filter((axis) => !shared.includes(axis));
  const columns = b.axes.filter((axis) => !shared.includes(axis));
  const sides = (term: Labelled, axes: readonly string[]) => axes.map((axis) => term.x.shape[term.axes.indexOf(axis)]!);
  const size = (term: Labelled, axes: readonly string[]) => sides(term, axes).reduce((total, side) => total * side, 1);
  const left = transposed(a, [...batch, ...rows, ...inner]).reshape([size(a, batch), size(a, rows), size(a, inner)]);
  const right = transposed(b, [...batch, ...inner, ...columns]).reshape([
    size(b, batch),
    size(b, inner),
    size(b, columns),
  ]);
  const x = tf.matMul(left, right).reshape([...sides(a, batch), ...sides(a, rows), ...sides(b, columns)]);
  return { x, axes: [...batch, ...rows, ...columns] };
}

/** Sums over the axes that are not needed. */
function summed(x: tf.Tensor, axes: readonly string[], wanted: readonly string[]): Labelled {
  const left = axes.filter((axis) => wanted.includes(axis));
  const gone = axes.flatMap((axis, at) => (wanted.includes(axis) ? [] : [at]));
  return { x: gone.length === 0 ? x : tf.sum(x, gone), axes: left };
}

function transposed({ x, axes }: Labelled, wanted: readonly string[]): tf.Tensor {
  const order = wanted.map((axis) => axes.indexOf(axis));
  if (order.includes(-1) || order.length !== axes.length)
    throw new RangeError(`axes ${axes.join('')} to ${wanted.join('')}`);
  return order.every((from, to) => from === to) ? x : x.transpose(order);
}

/** Letters for the axes of `...`, aligned at the last axis. */
function expandEllipses(terms: readonly string[], tensors: readonly tf.Tensor[]): string[][] {
  return terms.map((term, at) => {
    const [before = '', after] = term.split('...');
    if (after === undefined) return [...term];
    const hidden = (tensors[at]?.rank ?? 0) - before.length - after.length;
    return [...before, ...Array.from({ length: hidden }, (_, place) => `.${hidden - place}`), ...after];
  });
}

function spread(output: string, terms: readonly string[][]): string[] {
  const [before = '', after = ''] = output.split('...');
  const hidden = terms.map((term) => term.filter((axis) => axis.startsWith('.')));
  const longest = hidden.reduce((most, axes) => (axes.length > most.length ? axes : most), []);
  return [...before, ...longest, ...after];
}

/** Without `->`: the axes that occur once, in alphabetical order. */
function implied(terms: readonly string[][]): string[] {
  const all = terms.flat();
  return all.filter((axis) => all.indexOf(axis) === all.lastIndexOf(axis)).sort();
}
