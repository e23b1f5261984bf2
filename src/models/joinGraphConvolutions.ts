import { activationAfter, type Readers } from './graphActivations.js';
import { readConstant, type StoredWeights } from './graphConstants.js';
import { type GraphNode, type GraphTopology, nodeName, textOf } from './graphTopology.js';

/** What is known of a graph besides its nodes. */
export interface GraphFacts extends StoredWeights {
  /** Describes the outputs by name. */
  readonly signature?: unknown;
}

/** The op of a convolution together with the zeros around its images and the bias or batch normalisation, the addition of another node and the activation after it. */
export const joinedConvolution = 'JoinedConvolution';

const convolutions: ReadonlySet<string> = new Set(['Conv2D', 'DepthwiseConv2dNative']);
const shifts: ReadonlySet<string> = new Set(['BiasAdd', 'Add', 'AddV2']);
const normalizations: ReadonlySet<string> = new Set(['FusedBatchNorm', 'FusedBatchNormV2', 'FusedBatchNormV3']);
const paddings: ReadonlySet<string> = new Set(['Pad', 'PadV2']);

/**
 * Replaces convolutions of NHWC images with constant kernels, and what follows them on the way to their only reader, by joined ones, which
 * have the name of the last node. Outputs keep their names.
 */
export function joinGraphConvolutions<Graph extends GraphTopology>(graph: Graph, facts: GraphFacts): Graph {
  const shapes = new Map(facts.weightSpecs.map(({ name, shape }) => [name, shape]));
  const readers = readersOf(graph, facts);
  const joined = new Map<string, GraphNode>();
  const gone = new Set<string>();
  const nodes = new Map(graph.node.map((node) => [node.name, node]));
  for (const node of graph.node) {
    const chain = chainFrom(node, { shapes, readers, nodes, gone, facts });
    if (chain === null) continue;
    for (const { name } of chain.steps) gone.add(name);
    joined.set(chain.node.name, chain.node);
  }
  const rest = graph.node.filter(({ name }) => !gone.has(name) || joined.has(name));
  return { ...graph, node: rest.map((node) => joined.get(node.name) ?? node) };
}

interface Surroundings {
  readonly nodes: ReadonlyMap<string, GraphNode>;
  /** Names of nodes that are joined already. */
  readonly gone: ReadonlySet<string>;
  readonly facts: StoredWeights;
  readonly shapes: ReadonlyMap<string, readonly number[]>;
  readonly readers: Readers;
}

/** For each node its readers; outputs have an unknown reader, undefined. */
export function readersOf(
  { node: nodes }: GraphTopology,
  { signature }: GraphFacts,
): Map<string, (GraphNode | undefined)[]> {
  const readers = new Map<string, (GraphNode | undefined)[]>();
  const add = (name: string, reader: GraphNode | undefined) => {
    const list = readers.get(nodeName(name)) ?? [];
    readers.set(nodeName(name), [...list, reader]);
  };
  for (const node of nodes) for (const input of node.input ?? []) add(input, node);
  const { outputs = {} } = (signature ?? {}) as { readonly outputs?: Readonly<Record<string, { name?: unknown }>> };
  for (const { name } of Object.values(outputs)) add(String(name), undefined);
  return readers;
}

interface Chain {
  readonly node: GraphNode;
  /** The nodes that it replaces. */
  readonly steps: readonly GraphNode[];
}

function chainFrom(first: GraphNode, surroundings: Surroundings): Chain | null {
  const { shapes, readers, gone } = surroundings;
  const [x, filter] = first.input ?? [];
  const kernels = filter === undefined ? undefined : shapes.get(filter);
  const format = first.attr?.data_format?.s;
  const channelsLast = format === undefined || Buffer.from(format, 'base64').toString() === 'NHWC';
  if (!convolutions.has(first.op) || kernels === undefined || !channelsLast || first.input!.length !== 2) return null;
  const filters = first.op === 'Conv2D' ? kernels[3] : kernels[2]! * kernels[3]!;
  const isVector = (name: string | undefined) => {
    const shape = name === undefined ? undefined : shapes.get(name);
    return (
      shape !== undefined &&
      shape.at(-1) === filters &&
      shape.every((side, at) => side === 1 || at === shape.length - 1)
    );
  };
  const steps = [first];
  const parameters: string[] = [];
  const added: string[] = [];
  let activation = 'linear';
  for (;;) {
    const last = steps.at(-1)!;
    const end = activationAfter(last, readers, surroundings.facts);
    if (end !== null && !end.steps.some(({ name }) => gone.has(name))) {
      steps.push(...end.steps);
      activation = end.activation;
      break;
    }
    const [next, ...others] = readers.get(last.name) ?? [];
    if (next === undefined || others.length > 0 || gone.has(next.name)) break;
    const operands = (next.input ?? []).filter((input) => nodeName(input) !== last.name);
    const isFirst = parameters.length + added.length === 0;
    if (isFirst && shifts.has(next.op) && operands.length === 1 && isVector(operands[0])) {
      parameters.push(operands[0]!);
    } else if (isFirst && isNormalization(next, last, operands) && operands.every(isVector)) {
      parameters.push(...operands);
    } else if (added.length === 0 && isSum(next, operands, shapes)) {
      added.push(operands[0]!);
    } else break;
    steps.push(next);
  }
  const padding = paddingBefore(first, surroundings);
  if (steps.length === 1 && padding === null) return null;
  const attr = {
    ...first.attr,
    depthwise: { b: first.op !== 'Conv2D' },
    activation: { s: Buffer.from(activation).toString('base64') },
    added: { b: added.length > 0 },
    ...(parameters.length === 4 ? { epsilon: steps[1]!.attr?.epsilon ?? { f: 1e-4 } } : {}),
    ...padding?.attr,
  };
  const input = [padding === null ? x! : padding.node.input![0]!, filter!, ...parameters, ...added];
  const node = { name: steps.at(-1)!.name, op: joinedConvolution, input, attr };
  return { node, steps: padding === null ? steps : [padding.node, ...steps] };
}

/** Whether a node adds another computed tensor. */
function isSum(
  { op }: GraphNode,
  operands: readonly string[],
  shapes: ReadonlyMap<string, readonly number[]>,
): boolean {
  return op !== 'BiasAdd' && shifts.has(op) && operands.length === 1 && !shapes.has(operands[0]!);
}

/** The node before a convolution that adds zeros around its images, and the attributes of the convolution that does so itself. */
function paddingBefore(first: GraphNode, { nodes, readers, gone, facts }: Surroundings) {
  const node = nodes.get(nodeName(first.input?.[0] ?? ''));
  if (node === undefined || !paddings.has(node.op) || gone.has(node.name) || readers.get(node.name)?.length !== 1)
    return null;
  const isPlain = (first.attr?.dilations?.list?.i ?? []).every((side) => Number(side) === 1);
  if (!isPlain || textOf(first.attr?.padding?.s ?? '') !== 'VALID') return null;
  const [, sides, value] = (node.input ?? []).filter((name) => !name.startsWith('^'));
  const borders = sides === undefined ? undefined : readConstant(facts, sides);
  const zero = value === undefined ? [0] : readConstant(facts, value);
  if (borders?.length !== 8 || zero?.length !== 1 || zero[0] !== 0) return null;
  const [before, after, , , , , last, end] = borders;
  if ([before, after, last, end].some((side) => side !== 0) || borders.some((side) => side < 0)) return null;
  const padding = { s: Buffer.from('EXPLICIT').toString('base64') };
  return { node, attr: { padding, explicit_paddings: { list: { i: borders.map(String) } } } };
}

/** In test mode, over the last axis, of the convolution's results. */
function isNormalization(node: GraphNode, before: GraphNode, operands: readonly string[]): boolean {
  const format = node.attr?.data_format?.s;
  const channelsLast = format === undefined || Buffer.from(format, 'base64').toString() === 'NHWC';
  const ofResults = nodeName(node.input?.[0] ?? '') === before.name && operands.length === 4;
  return normalizations.has(node.op) && ofResults && channelsLast && node.attr?.is_training?.b === false;
}
