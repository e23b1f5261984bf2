import type { OnnxGraph } from './graph.js';
import { takenBy } from './orderNodes.js';

/** The graph with these outputs, and only the nodes that they need. */
export function pruneGraph(graph: OnnxGraph, outputs: readonly string[]): OnnxGraph {
  const needed = new Set(outputs);
  const nodes = graph.nodes.toReversed().filter((node) => {
    if (!node.outputs.some((name) => needed.has(name))) return false;
    for (const name of takenBy(node)) needed.add(name);
    return true;
  });
  return { ...graph, nodes: nodes.reverse(), outputs };
}
