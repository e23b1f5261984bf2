import { UserError } from '../base/errors.js';
import { damagedModel } from './damagedModel.js';
import { type GraphNode, nodeName, textOf } from './graphTopology.js';

/**
 * Validates the nodes of a graph: unique names, existing inputs, no cycles, and a weight for every constant. Throws `UserError`,
 * naming `where`, otherwise.
 */
export function checkGraph(where: string, topology: unknown, weights: ReadonlySet<string>): readonly GraphNode[] {
  const list = (topology as { node?: unknown } | null)?.node;
  if (!Array.isArray(list)) throw damagedModel(where, "a list 'node'", typeof list);
  const nodes = new Map<string, GraphNode>();
  for (const [at, node] of list.entries()) {
    if (!isNode(node))
      throw damagedModel(
        `${where}, node ${at}`,
        "strings 'name' and 'op', a list of strings 'input' and an object 'attr'",
        'another',
      );
    if (nodes.has(node.name)) throw damagedModel(`${where}, node ${at}`, 'a unique name', node.name);
    nodes.set(node.name, node);
  }
  for (const node of nodes.values()) {
    if (node.op === 'Const' && !weights.has(node.name)) {
      throw damagedModel(where, `a weight '${node.name}', which the graph needs`, 'none');
    }
    const gone = (node.input ?? []).find((input) => !nodes.has(nodeName(input)));
    if (gone !== undefined)
      throw damagedModel(`${where}, node '${node.name}'`, `an input '${gone}'`, 'no node with that name');
  }
  for (const node of nodes.values()) {
    requireOperands(where, node);
    requirePositive(where, node);
  }
  refuseCircles(where, nodes);
  return [...nodes.values()];
}

/** Convolutions and matrix products, fused with what follows or not: an input and a kernel. */
const products: ReadonlySet<string> = new Set([
  ...['Conv2D', 'DepthwiseConv2dNative', 'MatMul'],
  ...['_FusedConv2D', 'FusedDepthwiseConv2dNative', '_FusedMatMul'],
]);

function requireOperands(where: string, { name, op, input = [], attr }: GraphNode): void {
  if (!products.has(op)) return;
  const fused = (attr?.fused_ops?.list?.s ?? []).map(textOf);
  const needed = 2 + fused.filter((step) => step === 'BiasAdd' || step === 'Prelu').length;
  const operands = input.filter((one) => !one.startsWith('^')).length;
  if (operands >= needed) return;
  const expected = `${needed} inputs for ${op}: images, a kernel and what is fused with it`;
  throw damagedModel(`${where}, node '${name}'`, expected, String(operands));
}

/** A stride of 0 would never end. */
function requirePositive(where: string, { name, attr = {} }: GraphNode): void {
  for (const key of ['strides', 'dilations', 'ksize']) {
    const values: unknown = (attr[key]?.list as { i?: unknown } | undefined)?.i ?? [];
    const isRight = (value: unknown) =>
      (typeof value === 'string' || typeof value === 'number') && Number.isInteger(Number(value)) && Number(value) > 0;
    if (Array.isArray(values) && values.every(isRight)) continue;
    throw damagedModel(`${where}, node '${name}', ${key}`, 'a list of whole numbers above 0', JSON.stringify(values));
  }
}

function isNode(node: unknown): node is GraphNode {
  if (typeof node !== 'object' || node === null) return false;
  const { name, op, input = [], attr = {} } = node as Record<string, unknown>;
  const texts = Array.isArray(input) && input.every((item) => typeof item === 'string');
  const attributes = typeof attr === 'object' && attr !== null && Object.values(attr).every(isAttribute);
  return typeof name === 'string' && typeof op === 'string' && texts && attributes;
}

/** Checks the types of the fields that are read before tfjs parses the graph. */
function isAttribute(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { s = '', list = {} } = value as Record<string, unknown>;
  if (typeof list !== 'object' || list === null) return false;
  const { s: texts = [] } = list as Record<string, unknown>;
  return typeof s === 'string' && Array.isArray(texts) && texts.every((text) => typeof text === 'string');
}

/** Removes nodes whose inputs are all removed, until nothing or only cycles are left. */
function refuseCircles(where: string, nodes: ReadonlyMap<string, GraphNode>): void {
  const waiting = new Map(
    [...nodes.values()].map((node) => [node.name, new Set((node.input ?? []).map(nodeName)).size]),
  );
  const takers = new Map<string, string[]>();
  for (const { name, input = [] } of nodes.values()) {
    for (const source of new Set(input.map(nodeName))) takers.set(source, [...(takers.get(source) ?? []), name]);
  }
  const ready = [...waiting].flatMap(([name, count]) => (count === 0 ? [name] : []));
  let done = 0;
  for (let name = ready.pop(); name !== undefined; name = ready.pop()) {
    done++;
    for (const taker of takers.get(name) ?? []) {
      const left = waiting.get(taker)! - 1;
      waiting.set(taker, left);
      if (left === 0) ready.push(taker);
    }
  }
  if (done === nodes.size) return;
  const circle = [...waiting].find(([, count]) => count > 0)!;
  throw damagedModel(where, 'a graph without cycles', `a cycle through '${circle[0]}'`);
}

const controlFlow = /^(Switch|Merge|Enter|Exit|NextIteration|LoopCond|While|StatelessWhile|If|StatelessIf|TensorList)/;

/** Throws `UserError`, naming ops, for control flow and for NCHW layout. */
export function refuseOps(where: string, nodes: readonly GraphNode[]): void {
  const flow = new Set(nodes.map(({ op }) => op).filter((op) => controlFlow.test(op)));
  if (flow.size > 0) {
    throw new UserError({
      where,
      expected: 'a graph without control flow, because gradients are needed',
      found: [...flow].join(', '),
      remedy: 'export the network in inference mode, with training=False as a constant',
    });
  }
  const first = nodes.filter((node) => layoutOf(node).startsWith('NC') && !isTraining(node));
  if (first.length > 0) {
    throw new UserError({
      where,
      expected: 'channels last (NHWC), the only layout that tfjs computes',
      found: `${layoutOf(first[0]!)} in ${[...new Set(first.map(({ op }) => op))].join(', ')}, first in '${first[0]!.name}'`,
      remedy: "build the model with data_format='channels_last' and convert it again",
    });
  }
  refuseFolded(where, nodes);
}

/** The data layout stated by an op; empty if none. */
function layoutOf({ attr }: GraphNode): string {
  const text = attr?.data_format?.s;
  return text === undefined ? '' : textOf(text);
}

/** Whether an op normalises by batch statistics. */
export function isTraining({ op, attr }: GraphNode): boolean {
  return op.startsWith('FusedBatchNorm') && attr?.is_training?.b === true;
}

/**
 * tensorflowjs_converter folds a batch normalisation into the preceding convolution even if another op uses the convolution's
 * output. That op then gets scaled values, so the file contains a different network.
 */
function refuseFolded(where: string, nodes: readonly GraphNode[]): void {
  const takers = (name: string) => nodes.filter(({ input = [] }) => input.map(nodeName).includes(name));
  for (const { op, input = [] } of nodes) {
    const [convolution, offset] = input.map(nodeName);
    if (op !== 'BiasAdd' || !offset?.endsWith('_bn_offset') || takers(convolution!).length < 2) continue;
    throw new UserError({
      where,
      expected: 'the network as it was before the conversion',
      found: `a batch normalisation folded into '${convolution}', whose output another op also uses: its values have changed`,
      remedy: 'convert the Keras model to a layers model (--output_format=tfjs_layers_model), or export it to ONNX',
    });
  }
}
