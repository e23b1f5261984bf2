import type { OutputKind } from '../../contract/modelReading.js';
import type { OnnxGraph, OnnxNode } from './graph.js';
import { takenBy } from './orderNodes.js';

/**
 * The graph that gives `output`, and ends before its closing softmax, log-softmax or sigmoid, so that attacks get logits: the gradient through
 * saturated probabilities is zero and would pass for robustness. A graph without one is left as it is.
 */
export function withoutClosingActivation(
  graph: OnnxGraph,
  output: string,
): { readonly graph: OnnxGraph; readonly outputs: OutputKind } {
  const makers = new Map(graph.nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  const passes = new Set(['Identity', 'Cast', 'Dropout']);
  let name = output;
  while (passes.has(makers.get(name)?.op ?? '')) name = makers.get(name)!.inputs[0]!;
  const closing = makers.get(name);
  if (closing === undefined || !isClosing(closing)) return { graph: ending(graph, output), outputs: 'logits' };
  const outputs = closing.op === 'LogSoftmax' ? 'logits' : 'probabilities';
  return { graph: ending(graph, closing.inputs[0]!), outputs };
}

/** Over the classes, the last of two axes. */
function isClosing({ op, attributes }: OnnxNode): boolean {
  if (op === 'Sigmoid') return true;
  const axis = attributes.get('axis');
  return (
    (op === 'Softmax' || op === 'LogSoftmax') && (axis?.kind !== 'number' || axis.value === 1 || axis.value === -1)
  );
}

/** The graph with one output, and only the nodes that it needs. */
function ending(graph: OnnxGraph, output: string): OnnxGraph {
  const needed = new Set([output]);
  const nodes = graph.nodes.toReversed().filter((node) => {
    if (!node.outputs.some((name) => needed.has(name))) return false;
    for (const name of takenBy(node)) needed.add(name);
    return true;
  });
  return { ...graph, nodes: nodes.reverse(), outputs: [output] };
}
