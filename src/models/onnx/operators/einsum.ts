import { type Call, input, type Operator, onDevice, rankOf, refuse, textOf } from '../call.js';
import { type DeviceValue, deviceValue, shapeOf, sizeOf, type Value } from '../values.js';
import { multiply } from './products.js';
import { reduceDevice } from './reductions.js';
import { permute, toShape } from './reshaping.js';

/** A value with named axes. */
interface Labelled {
  readonly value: Value;
  readonly labels: readonly string[];
}

const einsum: Operator = (call) => {
  const values = call.node.inputs.map((_, at) => input(call, at));
  const { operands, output } = parse(call, values.map(rankOf));
  const named = values.map((value, at) => ({ value, labels: operands[at]! }));
  const [first, ...rest] = named as unknown as readonly [Labelled, ...Labelled[]];
  const result = rest.reduce((left, right, at) => {
    const later = new Set([...output, ...rest.slice(at + 1).flatMap(({ labels }) => labels)]);
    return contract(call, [left, right], later);
  }, first);
  const summed = sumOut(call, result, new Set(output));
  return permute(
    summed.value,
    output.map((label) => summed.labels.indexOf(label)),
  );
};

/** Labels of the operands and the result; an ellipsis stands for the unnamed axes, counted from the end. */
function parse(call: Call, ranks: readonly number[]): { readonly operands: string[][]; readonly output: string[] } {
  const equation = textOf(call, 'equation', '').replaceAll(' ', '');
  const [left, right] = equation.split('->') as [string, string | undefined];
  const terms = left.split(',');
  if (terms.length !== ranks.length) refuse(call, `${ranks.length} terms in the equation`, equation);
  const operands = terms.map((term, at) => expand(term, ranks[at]! - term.replace('...', '').length));
  const repeated = operands.some((labels) => new Set(labels).size < labels.length);
  if (repeated) refuse(call, 'an equation without diagonals', equation);
  const spare = Math.max(0, ...terms.map((term, at) => (term.includes('...') ? ranks[at]! - term.length + 3 : 0)));
  const all = operands.flat();
  const single = [...new Set(all)].filter((label) => all.indexOf(label) === all.lastIndexOf(label));
  const implicit = `...${single
    .filter((label) => label.length === 1)
    .sort()
    .join('')}`;
  return { operands, output: expand(right ?? (spare > 0 ? implicit : implicit.slice(3)), spare) };
}

function expand(term: string, spare: number): string[] {
  const [before, after] = term.split('...') as [string, string | undefined];
  if (after === undefined) return [...before];
  return [...before, ...Array.from({ length: spare }, (_, at) => `axis ${at - spare}`), ...after];
}

/** The matrix product of two operands: sums over shared axes that are not needed later. */
function contract(call: Call, pair: readonly [Labelled, Labelled], later: ReadonlySet<string>): Labelled {
  const [left, right] = pair.map((operand, at) => {
    const other = pair[1 - at]!.labels;
    return sumOut(call, operand, new Set([...later, ...other]));
  }) as [Labelled, Labelled];
  const shared = left.labels.filter((label) => right.labels.includes(label));
  const batch = shared.filter((label) => later.has(label));
  const inner = shared.filter((label) => !later.has(label));
  const [rows, columns] = [left, right].map(({ labels }) => labels.filter((label) => !shared.includes(label))) as [
    string[],
    string[],
  ];
  const a = asMatrix(left, [batch, rows, inner]);
  const b = asMatrix(right, [batch, inner, columns]);
  const sides = sidesOf([left, right]);
  const labels = [...batch, ...rows, ...columns];
  const product = multiply(call, a, b);
  return {
    value: toShape(
      product,
      labels.map((label) => sides.get(label)!),
    ),
    labels,
  };
}

function sidesOf(operands: readonly Labelled[]): Map<string, number> {
  return new Map(
    operands.flatMap(({ value, labels }) => shapeOf(value).map((side, axis) => [labels[axis]!, side] as const)),
  );
}

/** Batch axes separately, then all row axes as one and all column axes as one; two axes without a batch. */
function asMatrix({ value, labels }: Labelled, [batch, rows, columns]: readonly [string[], string[], string[]]): Value {
  const moved = permute(
    value,
    [...batch, ...rows, ...columns].map((label) => labels.indexOf(label)),
  );
  const shape = shapeOf(moved);
  const middle = batch.length + rows.length;
  return toShape(moved, [
    ...shape.slice(0, batch.length),
    sizeOf(shape.slice(batch.length, middle)),
    sizeOf(shape.slice(middle)),
  ]);
}

function sumOut(call: Call, { value, labels }: Labelled, kept: ReadonlySet<string>): Labelled {
  const axes = labels.flatMap((label, axis) => (kept.has(label) ? [] : [axis]));
  if (axes.length === 0) return { value, labels };
  const device: DeviceValue = onDevice(call, value);
  const summed = reduceDevice(device, axes, { device: (x, places) => x.sum(places, true), keepsAxes: false });
  return { value: deviceValue(summed.tensor, summed.order), labels: labels.filter((label) => kept.has(label)) };
}

export const einsumOperators = { Einsum: einsum } satisfies Record<string, Operator>;
