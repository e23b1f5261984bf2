import type { FinishingActivation } from '../../kernels/finishedConvolution/finishedConvolution.js';
import type { OnnxGraph, OnnxNode } from './graph.js';
import { takenBy } from './orderNodes.js';

/** Joins convolutions with the ReLU or the clip to [0, 6] that is the only reader of their results. */
export function joinConvolutions(graph: OnnxGraph): OnnxGraph {
  const readers = new Map<string, (OnnxNode | undefined)[]>();
  const add = (name: string, reader: OnnxNode | undefined) => {
    readers.set(name, [...(readers.get(name) ?? []), reader]);
  };
  for (const node of graph.nodes) for (const name of takenBy(node)) add(name, node);
  for (const name of graph.outputs) add(name, undefined);
  const joined = new Map<OnnxNode, OnnxNode>();
  const gone = new Set<OnnxNode>();
  for (const node of graph.nodes) {
    const [next, ...others] = readers.get(node.outputs[0] ?? '') ?? [];
    if (node.op !== 'Conv' || next === undefined || others.length > 0 || next.inputs[0] !== node.outputs[0]) continue;
    const activation = activationOf(next, graph);
    if (activation === null) continue;
    gone.add(node);
    joined.set(next, { ...node, outputs: next.outputs, activation });
  }
  const nodes = graph.nodes.flatMap((node) => joined.get(node) ?? (gone.has(node) ? [] : [node]));
  return { ...graph, nodes };
}

function activationOf({ op, domain, inputs, attributes }: OnnxNode, graph: OnnxGraph): FinishingActivation | null {
  if (domain !== '') return null;
  if (op === 'Relu') return 'relu';
  const bound = (at: number) => graph.initializers.get(inputs[at] ?? '')?.data;
  const [low, high] = [bound(1), bound(2)];
  const plain = op === 'Clip' && attributes.size === 0 && inputs.length === 3;
  return plain && low?.length === 1 && high?.length === 1 && low[0] === 0 && high[0] === 6 ? 'relu6' : null;
}
