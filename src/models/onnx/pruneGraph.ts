import type { OnnxGraph } from './graph.js';
import { takenBy } from './orderNodes.js';

/** The graph restricted to these outputs, the nodes they need, and the used outputs of these nodes. */
export function pruneGraph(graph: OnnxGraph, outputs: readonly string[]): OnnxGraph {
  const needed = new Set(outputs);
  const nodes = graph.nodes.toReversed().flatMap((node) => {
    if (!node.outputs.some((name) => needed.has(name))) return [];
    for (const name of takenBy(node)) needed.add(name);
    return [{ ...node, outputs: node.outputs.map((name) => (needed.has(name) ? name : '')) }];
  });
  return { ...graph, nodes: nodes.reverse(), outputs };
}
