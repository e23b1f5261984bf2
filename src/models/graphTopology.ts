import { endOf, type NetworkEnd } from './boundedEnd.js';
import type { ClosingStep } from './closing.js';

/** A node of a graph model in model.json: protobuf JSON with strings in base64. */
export interface GraphNode {
  readonly name: string;
  readonly op: string;
  readonly input?: readonly string[];
  readonly attr?: Readonly<Record<string, GraphAttribute>>;
}

interface GraphAttribute {
  readonly s?: string;
  readonly f?: number;
  readonly b?: boolean;
  readonly list?: { readonly s?: readonly string[]; readonly i?: readonly (string | number)[] };
}

/** A graph: its nodes in any order. */
export interface GraphTopology {
  readonly node: readonly GraphNode[];
}

const fusedOps: Readonly<Record<string, string>> = {
  _FusedConv2D: 'Conv2D',
  FusedDepthwiseConv2dNative: 'DepthwiseConv2dNative',
  _FusedMatMul: 'MatMul',
};

/**
 * Splits fused convolutions and matrix products with bias and activation: tfjs can differentiate few of the fused activations,
 * and computes all gradients of a fused op even if only one is needed. Output names are kept.
 */
export function unfuseGraph<Graph extends GraphTopology>(graph: Graph): Graph {
  return { ...graph, node: graph.node.flatMap(unfuse) };
}

function unfuse(node: GraphNode): GraphNode[] {
  const plain = fusedOps[node.op];
  if (plain === undefined) return [node];
  const [x, filter, ...others] = (node.input ?? []).filter((name) => !name.startsWith('^'));
  const steps = (node.attr?.fused_ops?.list?.s ?? []).map(textOf).filter((step) => step !== 'NoOp');
  const chain: GraphNode[] = [{ ...node, op: plain, input: [x!, filter!] }];
  for (const step of steps) {
    const previous = chain.pop()!;
    const renamed = { ...previous, name: `${node.name}/unfused${chain.length}` };
    const operand = step === 'BiasAdd' || step === 'Prelu' ? [others.shift()!] : [];
    const attr = step === 'LeakyRelu' ? { alpha: node.attr?.leakyrelu_alpha ?? { f: 0.2 } } : {};
    chain.push(renamed, { name: node.name, op: step, input: [renamed.name, ...operand], attr });
  }
  return chain;
}

/** The text of an attribute. */
export function textOf(base64: string): string {
  return Buffer.from(base64, 'base64').toString('utf8');
}

/** Ops that may follow a final softmax because they only move numbers. */
const passing = new Set(['Identity', 'Reshape', 'Squeeze', 'ExpandDims']);

/**
 * The node output before the final softmax and sigmoid functions of a graph's output `name`, and these functions in order; null
 * if there are none. The trial run verifies them.
 */
export function beforeClosing(
  { node: list }: GraphTopology,
  name: string,
): { readonly output: string; readonly steps: readonly ClosingStep[] } | null {
  const nodes = new Map(list.map((node) => [node.name, node]));
  const steps: ClosingStep[] = [];
  let output = name;
  let closed = name;
  for (let node = nodes.get(nodeName(name)); node !== undefined; node = nodes.get(nodeName(output))) {
    const step = closingOps[node.op];
    if (step === undefined && !passing.has(node.op)) break;
    output = (node.input ?? []).find((input) => !input.startsWith('^')) ?? '';
    if (step === undefined) continue;
    steps.unshift(step);
    closed = output;
  }
  return steps.length === 0 ? null : { output: closed, steps };
}

/** Ops that multiply each value by a constant or add one, if their other operands are constants. */
const scaling = new Set([
  'Add',
  'AddV2',
  'BiasAdd',
  'FusedBatchNorm',
  'FusedBatchNormV2',
  'FusedBatchNormV3',
  'Mul',
  'RealDiv',
  'Sub',
]);

/** The op that an output of a graph comes from, those aside that only move, scale or shift numbers. */
export function endOp({ node: list }: GraphTopology, name: string): NetworkEnd {
  const nodes = new Map(list.map((node) => [node.name, node]));
  const isVariable = (input: string) => !input.startsWith('^') && nodes.get(nodeName(input))?.op !== 'Const';
  const makerOf = (value: string) => {
    const node = nodes.get(nodeName(value));
    return node && { op: node.op, operands: (node.input ?? []).filter(isVariable) };
  };
  return endOf(name, makerOf, { moving: passing, scaling });
}

const closingOps: Readonly<Record<string, ClosingStep | undefined>> = { Softmax: 'softmax', Sigmoid: 'sigmoid' };

/** The node name in an output name `name:0` or a control input `^name`. */
export function nodeName(output: string): string {
  return output.replace(/^\^/, '').replace(/:\d+$/, '');
}
