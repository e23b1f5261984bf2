import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import protobuf from 'protobufjs/light.js';
import { schema } from '../../../src/models/onnx/schema.js';

const messages = protobuf.Root.fromJSON(schema);

type Attribute = number | string | readonly number[] | Graph | { readonly tensor: Tensor } | { readonly float: number };

interface Node {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly name?: string;
  readonly domain?: string;
  readonly attributes?: Readonly<Record<string, Attribute>>;
}

interface Tensor {
  readonly dims: readonly number[];
  /** Floats, or 64-bit integers. */
  readonly floats?: readonly number[];
  readonly ints?: readonly number[];
  /** Where the numbers lie beside the file, instead. */
  readonly external?: Readonly<Record<string, string>>;
}

/** A graph in short: shapes of inputs may name a free side. */
export interface Graph {
  readonly nodes: readonly Node[];
  readonly inputs?: Readonly<Record<string, readonly (number | string)[]>>;
  readonly outputs: readonly string[];
  readonly tensors?: Readonly<Record<string, Tensor>>;
}

/** Writes a graph as an ONNX file and returns its path. */
export function writeOnnx(file: string, graph: Graph, opset = 20): string {
  const type = messages.lookupType('Model');
  const model = {
    irVersion: 10,
    producerName: 'test',
    opsetImport: [{ domain: '', version: opset }],
    graph: graphMessage(graph),
  };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, type.encode(type.fromObject(model)).finish());
  return file;
}

function graphMessage({ nodes, inputs = {}, outputs, tensors = {} }: Graph): object {
  return {
    name: 'graph',
    node: nodes.map(({ op, inputs: taken, outputs: made, name = '', domain = '', attributes = {} }) => ({
      input: taken,
      output: made,
      name,
      domain,
      opType: op,
      attribute: Object.entries(attributes).map(([key, value]) => ({ name: key, ...attributeMessage(value) })),
    })),
    initializer: Object.entries(tensors).map(([name, tensor]) => ({ name, ...tensorMessage(tensor) })),
    input: Object.entries(inputs).map(([name, sides]) => ({
      name,
      type: { tensorType: { elemType: 1, shape: shapeMessage(sides) } },
    })),
    output: outputs.map((name) => ({ name })),
  };
}

function attributeMessage(value: Attribute): object {
  if (typeof value === 'number') return { type: 2, i: value };
  if (typeof value === 'string') return { type: 3, s: Buffer.from(value) };
  if ('tensor' in value) return { type: 4, t: tensorMessage(value.tensor) };
  if ('float' in value) return { type: 1, f: value.float };
  if ('nodes' in value) return { type: 5, g: graphMessage(value) };
  return { type: 7, ints: value };
}

function tensorMessage({ dims, floats, ints, external }: Tensor): object {
  if (external !== undefined) {
    const externalData = Object.entries(external).map(([key, text]) => ({ key, value: text }));
    return { dims, dataType: 1, dataLocation: 1, externalData };
  }
  return ints === undefined ? { dims, dataType: 1, floatData: floats } : { dims, dataType: 7, int64Data: ints };
}

function shapeMessage(sides: readonly (number | string)[]): object {
  return { dim: sides.map((side) => (typeof side === 'number' ? { dimValue: side } : { dimParam: side })) };
}

/** Numbers that look random and are the same in every run, from -0.5 to 0.5. */
export function scattered(count: number): number[] {
  return Array.from({ length: count }, (_, i) => ((i * 7919 + 13) % 101) / 101 - 0.5);
}

/** A convolution, a mean over the pixels and a product with weights: 10 logits of 8 x 8 images of 3 channels. */
export const smallClassifier = {
  inputs: { x: ['batch', 3, 8, 8] },
  outputs: ['y'],
  nodes: [
    { op: 'Conv', inputs: ['x', 'kernels', 'biases'], outputs: ['c'], attributes: { pads: [1, 1, 1, 1] } },
    { op: 'Relu', inputs: ['c'], outputs: ['r'] },
    { op: 'GlobalAveragePool', inputs: ['r'], outputs: ['m'] },
    { op: 'Flatten', inputs: ['m'], outputs: ['f'] },
    { op: 'Gemm', inputs: ['f', 'weights'], outputs: ['y'], attributes: { transB: 1 } },
  ],
  tensors: {
    kernels: { dims: [4, 3, 3, 3], floats: scattered(108) },
    biases: { dims: [4], floats: scattered(4) },
    weights: { dims: [10, 4], floats: scattered(40) },
  },
} as const satisfies Graph;
