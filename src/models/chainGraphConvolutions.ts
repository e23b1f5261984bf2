import { type ChainRole, chainRole, opensChain } from '../kernels/convolutionChain/chainPlan.js';
import { type GraphNode, type GraphTopology, nodeName } from './graphTopology.js';
import { type GraphFacts, joinedConvolution, readersOf } from './joinGraphConvolutions.js';

/** The op of several joined convolutions, each of the results of the one before. */
export const chainedConvolutions = 'ChainedConvolutions';

/** What the names of the attributes of the convolution at a place begin with. */
export function chainPrefix(at: number): string {
  return `convolution${at}_`;
}

/**
 * Replaces joined depthwise convolutions and the joined ones before and after them that `chainPlan` knows, where nothing else reads what lies between,
 * by chains, which have the name of the last node.
 */
export function chainGraphConvolutions<Graph extends GraphTopology>(graph: Graph, facts: GraphFacts): Graph {
  const shapes = new Map(facts.weightSpecs.map(({ name, shape }) => [name, shape]));
  const readers = readersOf(graph, facts);
  const nodes = new Map(graph.node.map((node) => [node.name, node]));
  const chains = new Map<string, GraphNode>();
  const gone = new Set<string>();
  const roleOf = (node: GraphNode | undefined): ChainRole => {
    const kernels = shapes.get(node?.input?.[1] ?? '');
    if (node?.op !== joinedConvolution || kernels === undefined || gone.has(node.name)) return 'none';
    return chainRole(node.attr?.depthwise?.b === true, kernels);
  };
  const passes = (from: GraphNode, to: GraphNode | undefined) => {
    const own = readers.get(from.name) ?? [];
    return own.length === 1 && own[0] === to && imagesOf(to) === from.name && from.attr?.added?.b !== true;
  };
  for (const node of graph.node) {
    if (roleOf(node) !== 'depthwise') continue;
    const [before, after] = [nodes.get(imagesOf(node)), readers.get(node.name)?.[0]];
    const links = [
      ...(before !== undefined && opensChain(roleOf(before)) && passes(before, node) ? [before] : []),
      node,
      ...(after !== undefined && roleOf(after) === 'pointwise' && passes(node, after) ? [after] : []),
    ];
    if (links.length === 1) continue;
    for (const { name } of links) gone.add(name);
    chains.set(links.at(-1)!.name, chainOf(links));
  }
  const rest = graph.node.filter(({ name }) => !gone.has(name) || chains.has(name));
  return { ...graph, node: rest.map((node) => chains.get(node.name) ?? node) };
}

/** The node whose results a convolution reads. */
function imagesOf(node: GraphNode | undefined): string {
  return nodeName(node?.input?.[0] ?? '');
}

function chainOf(links: readonly GraphNode[]): GraphNode {
  const operands = links.map(({ input = [] }) => input.slice(1));
  const named = links.flatMap(({ attr = {} }, at) =>
    Object.entries(attr).map(([name, value]) => [`${chainPrefix(at)}${name}`, value] as const),
  );
  const counts = operands.map(({ length }) => String(length));
  return {
    name: links.at(-1)!.name,
    op: chainedConvolutions,
    input: [links[0]!.input![0]!, ...operands.flat()],
    attr: { ...Object.fromEntries(named), operands: { list: { i: counts } } },
  };
}
