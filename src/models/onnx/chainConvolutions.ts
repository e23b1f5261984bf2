import { type ChainRole, chainRole, opensChain } from '../../kernels/convolutionChain/chainPlan.js';
import type { OnnxGraph, OnnxNode } from './graph.js';
import { readersOf } from './joinConvolutions.js';

/**
 * Joins depthwise convolutions with the convolutions before and after them that `chainPlan` knows, where nothing else reads what lies between, to one node with
 * the outputs of the last.
 */
export function chainConvolutions(graph: OnnxGraph): OnnxGraph {
  const readers = readersOf(graph);
  const makers = new Map(graph.nodes.map((node) => [node.outputs[0]!, node]));
  const chains = new Map<OnnxNode, OnnxNode>();
  const gone = new Set<OnnxNode>();
  const role = (node: OnnxNode): ChainRole => (gone.has(node) ? 'none' : roleOf(node, graph));
  const passes = (from: OnnxNode, to: OnnxNode) => {
    const own = readers.get(from.outputs[0]!) ?? [];
    return own.length === 1 && own[0] === to && to.inputs[0] === from.outputs[0] && from.isSum !== true;
  };
  for (const node of graph.nodes) {
    if (role(node) !== 'depthwise') continue;
    const [before, after] = [makers.get(node.inputs[0]!), readers.get(node.outputs[0]!)?.[0]];
    const chain = [
      ...(before !== undefined && opensChain(role(before)) && passes(before, node) ? [before] : []),
      node,
      ...(after !== undefined && role(after) === 'pointwise' && passes(node, after) ? [after] : []),
    ];
    if (chain.length === 1) continue;
    for (const link of chain) gone.add(link);
    const inputs = [chain[0]!.inputs[0]!, ...chain.flatMap((link) => link.inputs.slice(1))];
    const { isSum: _, activation: __, ...last } = chain.at(-1)!;
    chains.set(chain.at(-1)!, { ...last, inputs, attributes: new Map(), chain });
  }
  return { ...graph, nodes: graph.nodes.flatMap((node) => chains.get(node) ?? (gone.has(node) ? [] : [node])) };
}

function roleOf({ op, domain, inputs, attributes }: OnnxNode, { initializers }: OnnxGraph): ChainRole {
  const kernels = initializers.get(inputs[1] ?? '');
  if (op !== 'Conv' || domain !== '' || kernels?.shape.length !== 4) return 'none';
  const [filters, channels, height, width] = kernels.shape as [number, number, number, number];
  const group = attributes.get('group');
  const groups = group?.kind === 'number' ? group.value : 1;
  if (groups > 1 && (channels > 1 || filters !== groups)) return 'none';
  return chainRole(groups > 1, [height, width, channels, groups > 1 ? 1 : filters]);
}
