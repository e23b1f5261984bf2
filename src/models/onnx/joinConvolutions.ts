import { finishingNodes, type Readers } from './finishingNodes.js';
import type { OnnxGraph, OnnxNode } from './graph.js';
import { takenBy } from './orderNodes.js';

/**
 * Joins convolutions with the addition of another computed value and the activation after them, where nothing else reads what lies
 * between.
 */
export function joinConvolutions(graph: OnnxGraph): OnnxGraph {
  const readers = readersOf(graph);
  const joined = new Map<OnnxNode, OnnxNode>();
  const gone = new Set<OnnxNode>();
  const onlyReader = ({ outputs: [name] }: OnnxNode) => {
    const [next, ...others] = readers.get(name ?? '') ?? [];
    return next === undefined || others.length > 0 || gone.has(next) ? undefined : next;
  };
  for (const node of graph.nodes) {
    if (node.op !== 'Conv' || node.domain !== '') continue;
    let last = node;
    let whole = node;
    const sum = onlyReader(last);
    const other = sum === undefined ? undefined : addedTo(node, sum, graph);
    if (sum !== undefined && other !== undefined) {
      const [x = '', kernels = '', biases = ''] = node.inputs;
      whole = { ...node, inputs: [x, kernels, biases, other], outputs: sum.outputs, isSum: true };
      last = sum;
    }
    const after = finishingNodes(last.outputs[0] ?? '', readers, graph);
    const finishing = after?.nodes.some((step) => gone.has(step)) ? null : after;
    const end = finishing?.nodes.at(-1) ?? last;
    if (end === node) continue;
    for (const step of [node, last, ...(finishing?.nodes ?? [])]) gone.add(step);
    joined.set(end, finishing === null ? whole : { ...whole, outputs: end.outputs, activation: finishing.activation });
  }
  const nodes = graph.nodes.flatMap((node) => joined.get(node) ?? (gone.has(node) ? [] : [node]));
  return { ...graph, nodes };
}

/** For each value the nodes that read it; undefined stands for an output of the graph. */
export function readersOf(graph: OnnxGraph): Readers {
  const readers = new Map<string, (OnnxNode | undefined)[]>();
  const add = (name: string, reader: OnnxNode | undefined) => {
    readers.set(name, [...(readers.get(name) ?? []), reader]);
  };
  for (const node of graph.nodes) for (const name of takenBy(node)) add(name, node);
  for (const name of graph.outputs) add(name, undefined);
  return readers;
}

/** The other value, which is computed, of a node that adds to a convolution's results. */
function addedTo({ outputs: [y] }: OnnxNode, { op, domain, inputs }: OnnxNode, graph: OnnxGraph): string | undefined {
  const others = inputs.filter((name) => name !== y);
  const [other] = others;
  if (op !== 'Add' || domain !== '' || inputs.length !== 2 || others.length !== 1) return undefined;
  return other === undefined || other === '' || graph.initializers.has(other) ? undefined : other;
}
