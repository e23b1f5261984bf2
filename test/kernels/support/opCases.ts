import { readFileSync } from 'node:fs';
import { registerGraphOps } from '../../../src/models/graphOps.js';
import tf from '../../../src/tfjs/tfjs.cjs';

/** A float input that follows the formula of make.py. */
interface Formula {
  readonly shape: readonly number[];
  readonly scale: number;
  readonly shift: number;
}

/** A constant with its values; one with ties is an input. */
interface Given {
  readonly shape: readonly number[];
  readonly values: readonly number[];
  readonly dtype: tf.DataType;
  readonly ties?: true;
}

type CaseInput = Formula | Given;

/** A TensorFlow op on given inputs, and what TensorFlow computes of it: a line of ops/cases.json, see ops/make.py. */
export interface OpCase {
  readonly op: string;
  readonly inputs: readonly CaseInput[];
  /** Not smooth: no kink is nearer to an input than 1/200 of its scale. */
  readonly kinks?: boolean;
  readonly attr: Readonly<Record<string, unknown>>;
  readonly outputs: readonly { readonly shape: readonly number[]; readonly values: readonly number[] }[];
  /** Of sum(outputs * weights) to each input by the formula; null where TensorFlow has none, untold where it fails. */
  readonly gradients: readonly (readonly number[] | null)[] | 'untold';
}

export const opCases = JSON.parse(
  readFileSync(new URL('../ops/cases.json', import.meta.url), 'utf8'),
) as readonly OpCase[];

/** The formula of make.py. */
function formula({ shape, scale, shift }: Formula, salt: number): Float32Array {
  return Float32Array.from({ length: tf.util.sizeFromShape([...shape]) }, (_, i) => {
    const lattice = (((37 * i + 101 * salt) % 251) - 125.5) / 100;
    return Math.fround(scale) * Math.fround(lattice) + Math.fround(shift);
  });
}

function isConstant(input: CaseInput): input is Given & { readonly ties?: never } {
  return 'values' in input && input.ties === undefined;
}

/** Values of the inputs that gradients are asked for. */
export function floatInputs({ inputs }: OpCase): { readonly shape: number[]; readonly values: Float32Array }[] {
  return inputs.flatMap((input, salt) => {
    if (isConstant(input)) return [];
    const values = 'values' in input ? Float32Array.from(input.values) : formula(input, salt);
    return [{ shape: [...input.shape], values }];
  });
}

/** Weights of an output, by its place. */
export function weightsOf(shape: readonly number[], place: number): Float32Array {
  return formula({ shape, scale: 1, shift: 0 }, 90 + place);
}

/** The op as a graph model of its own: a function of its float inputs to its outputs. */
export async function graphOf({ op, inputs, attr, outputs }: OpCase): Promise<{
  readonly run: (xs: readonly tf.Tensor[]) => tf.Tensor[];
  readonly dispose: () => void;
}> {
  registerGraphOps();
  const names = inputs.map((input, at) => `${isConstant(input) ? 'const' : 'x'}${at}`);
  const type = (dtype: tf.DataType) => ({
    type: { int32: 'DT_INT32', bool: 'DT_BOOL' }[dtype as string] ?? 'DT_FLOAT',
  });
  const held = inputs.flatMap((input, at) => (isConstant(input) ? [{ ...input, name: names[at]! }] : []));
  const node = [
    ...inputs.flatMap((input, at) => {
      if (isConstant(input)) return [];
      const shape = { shape: { dim: input.shape.map((size) => ({ size: String(size) })) } };
      return [{ name: names[at], op: 'Placeholder', attr: { dtype: type('float32'), shape } }];
    }),
    ...held.map(({ name, dtype }) => ({ name, op: 'Const', attr: { dtype: type(dtype) } })),
    { name: 'y', op, input: names, attr },
  ];
  const weightSpecs = held.map(({ name, shape, dtype }) => ({ name, shape: [...shape], dtype }));
  const bytes = held.map(({ values, dtype }) => {
    const Typed = dtype === 'int32' ? Int32Array : dtype === 'bool' ? Uint8Array : Float32Array;
    return Buffer.from(Typed.from(values as number[]).buffer);
  });
  const artifacts = {
    modelTopology: { node, library: {}, versions: { producer: 1575 } },
    weightSpecs: weightSpecs as tf.io.WeightsManifestEntry[],
    weightData: Uint8Array.from(Buffer.concat(bytes)).buffer,
  };
  const model = await tf.loadGraphModel(tf.io.fromMemory(artifacts));
  const places = names.filter((name) => name.startsWith('x'));
  const results = outputs.map((_, at) => `y:${at}`);
  return {
    run: (xs) => [model.execute(Object.fromEntries(places.map((name, at) => [name, xs[at]!])), results)].flat(),
    dispose: () => model.dispose(),
  };
}
