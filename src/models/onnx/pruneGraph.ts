import type { OnnxGraph } from './graph.js';
import { takenBy } from './orderNodes.js';

/** The graph with these outputs, only the nodes that they need, and of their outputs only those that something takes. */
export function pruneGraph(graph: OnnxGraph, outputs: readonly string[]): OnnxGraph {
  const needed = new Set(outputs);
  const nodes = graph.nodes.toReversed().flatMap((node) => {
    if (!node.outputs.some((name) => needed.has(name))) return [];
    for (const name of takenBy(node)) needed.add(name);
    return [{ ...node, outputs: node.outputs.map((name) => (needed.has(name) ? name : '')) }];
  });
  return { ...graph, nodes: nodes.reverse(), outputs };
}
