import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomStream } from '../../src/base/random.js';
import type { GraphNode } from '../../src/models/graphTopology.js';

/** A constant of a graph under construction. */
export interface GraphConstant {
  readonly shape: readonly number[];
  readonly values: readonly number[];
  readonly dtype?: 'int32';
}

/** Numbers from N(0, deviation^2), the same in every run. */
export function constant(name: number, shape: readonly number[], deviation: number): GraphConstant {
  const stream = randomStream(5, 'test', name);
  const size = shape.reduce((product, side) => product * side, 1);
  return { shape, values: Array.from({ length: size }, () => deviation * stream.normal()) };
}

/** Attributes of nodes in protobuf's JSON. */
export const text = (value: string) => ({ s: Buffer.from(value).toString('base64') });
export const texts = (values: readonly string[]) => ({ list: { s: values.map((value) => text(value).s) } });
export const ints = (values: readonly number[]) => ({ list: { i: values.map(String) } });

/** Attributes of a convolution in NHWC; those of a fused one with `fused`. */
export function convolutionAttributes(stride: number, padding: 'SAME' | 'VALID', fused?: readonly string[]) {
  return {
    T: { type: 'DT_FLOAT' },
    strides: ints([1, stride, stride, 1]),
    dilations: ints([1, 1, 1, 1]),
    padding: text(padding),
    data_format: text('NHWC'),
    explicit_paddings: { list: {} },
    ...(fused === undefined ? {} : { fused_ops: texts(fused), num_args: { i: '1' } }),
  } as unknown as NonNullable<GraphNode['attr']>;
}

/** A graph of 8 x 8 pixels, of 3 channels if not told otherwise, and its constants. */
export interface GraphParts {
  readonly nodes: readonly GraphNode[];
  readonly constants: Readonly<Record<string, GraphConstant>>;
  readonly batch?: number;
  readonly channels?: number;
}

/** Writes model.json and weights.bin as tensorflowjs_converter does; the last node, whatever its name, is the output. */
export function writeGraph(folder: string, { nodes, constants, batch = -1, channels = 3 }: GraphParts): string {
  mkdirSync(folder, { recursive: true });
  const dims = [batch, 8, 8, channels].map((size) => ({ size: String(size) }));
  const placeholder = {
    name: 'x',
    op: 'Placeholder',
    attr: { dtype: { type: 'DT_FLOAT' }, shape: { shape: { dim: dims } } },
  };
  const held = Object.entries(constants).map(([name, { dtype }]) => ({
    name,
    op: 'Const',
    attr: { dtype: { type: dtype === 'int32' ? 'DT_INT32' : 'DT_FLOAT' } },
  }));
  const output = nodes.at(-1)!.name;
  const weights = Object.entries(constants).map(([name, { shape, dtype = 'float32' }]) => ({ name, shape, dtype }));
  const bytes = Object.values(constants).map(({ values, dtype }) =>
    Buffer.from((dtype === 'int32' ? Int32Array.from(values) : Float32Array.from(values)).buffer),
  );
  writeFileSync(join(folder, 'weights.bin'), Buffer.concat(bytes));
  const description = {
    format: 'graph-model',
    generatedBy: '2.15.0',
    convertedBy: 'TensorFlow.js Converter v4.22.0',
    signature: {
      inputs: { x: { name: 'x:0', dtype: 'DT_FLOAT', tensorShape: { dim: dims } } },
      outputs: { y: { name: `${output}:0`, dtype: 'DT_FLOAT' } },
    },
    modelTopology: { node: [placeholder, ...held, ...nodes], library: {}, versions: { producer: 1575 } },
    weightsManifest: [{ paths: ['weights.bin'], weights }],
  };
  writeFileSync(join(folder, 'model.json'), JSON.stringify(description));
  return folder;
}

const four = { list: { i: ['1', '2', '2', '1'] } } as never;

/**
 * A small network as the converter writes one: fused convolution (given activation), fused depthwise convolution (relu6),
 * batch normalisation, pooling, fused products, softmax, Identity.
 */
export function fusedNetwork(activation: string, closing: readonly string[] = ['Softmax', 'Identity']): GraphParts {
  const constants: Record<string, GraphConstant> = {
    kernel: constant(1, [3, 3, 3, 6], 0.4),
    bias: constant(2, [6], 0.5),
    alpha: constant(3, [6], 0.3),
    depthwise: constant(4, [3, 3, 6, 2], 0.6),
    depthwiseBias: constant(5, [12], 0.5),
    scale: { shape: [12], values: Array.from({ length: 12 }, (_, at) => 0.5 + at / 10) },
    shift: constant(6, [12], 0.3),
    mean: constant(7, [12], 0.2),
    variance: { shape: [12], values: Array.from({ length: 12 }, (_, at) => 0.3 + at / 20) },
    flat: { shape: [2], values: [-1, 48], dtype: 'int32' },
    dense: constant(8, [48, 10], 0.3),
    denseBias: constant(9, [10], 0.3),
  };
  const prelu = activation === 'Prelu';
  const steps = activation === 'none' ? ['BiasAdd'] : ['BiasAdd', activation];
  const nodes: GraphNode[] = [
    {
      name: 'conv',
      op: '_FusedConv2D',
      input: ['x', 'kernel', 'bias', ...(prelu ? ['alpha'] : [])],
      attr: { ...convolutionAttributes(1, 'SAME', steps), leakyrelu_alpha: { f: 0.15 } },
    },
    {
      name: 'separable',
      op: 'FusedDepthwiseConv2dNative',
      input: ['conv', 'depthwise', 'depthwiseBias'],
      attr: convolutionAttributes(2, 'SAME', ['BiasAdd', 'Relu6']),
    },
    {
      name: 'norm',
      op: 'FusedBatchNormV3',
      input: ['separable', 'scale', 'shift', 'mean', 'variance'],
      attr: { epsilon: { f: 0.001 }, is_training: { b: false } as never, data_format: text('NHWC') },
    },
    {
      name: 'pool',
      op: 'AvgPool',
      input: ['norm'],
      attr: { ksize: four, strides: four, padding: text('VALID'), data_format: text('NHWC') },
    },
    { name: 'flatten', op: 'Reshape', input: ['pool', 'flat'], attr: {} },
    {
      name: 'logits',
      op: '_FusedMatMul',
      input: ['flatten', 'dense', 'denseBias'],
      attr: {
        fused_ops: texts(['BiasAdd']),
        num_args: { i: '1' },
        transpose_a: { b: false },
        transpose_b: { b: false },
      } as never,
    },
    ...closing.map((op, at): GraphNode => ({ name: op, op, input: [closing[at - 1] ?? 'logits'], attr: {} })),
  ];
  return { nodes, constants };
}
