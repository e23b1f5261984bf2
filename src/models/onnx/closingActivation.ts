import type { ClosingStep } from '../closing.js';
import type { OnnxGraph, OnnxNode } from './graph.js';
import { pruneGraph } from './pruneGraph.js';

/** A graph that ends before what makes probabilities of logits. */
export interface OpenGraph {
  readonly graph: OnnxGraph;
  /** Softmax or sigmoid, if the whole graph ends so. A log-softmax gives logits as well: none. */
  readonly steps: readonly ClosingStep[];
}

const passing = new Set(['Identity', 'Cast', 'Dropout']);

/**
 * The graph of one output without its closing softmax, log-softmax or sigmoid, so that attacks get logits: the gradient through
 * saturated probabilities is zero and would pass for robustness. Null if it does not end so.
 */
export function withoutClosingActivation(graph: OnnxGraph): OpenGraph | null {
  const makers = new Map(graph.nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  let name = graph.outputs[0]!;
  while (passing.has(makers.get(name)?.op ?? '')) name = makers.get(name)!.inputs[0]!;
  const closing = makers.get(name);
  if (closing === undefined || !isClosing(closing)) return null;
  const steps = ({ Softmax: ['softmax'], Sigmoid: ['sigmoid'] } as const)[closing.op] ?? [];
  return { graph: pruneGraph(graph, [closing.inputs[0]!]), steps };
}

/** Over the classes, which are the second axis or the last. */
function isClosing({ op, attributes }: OnnxNode): boolean {
  if (op === 'Sigmoid') return true;
  const axis = attributes.get('axis');
  return (
    (op === 'Softmax' || op === 'LogSoftmax') && (axis?.kind !== 'number' || axis.value === 1 || axis.value === -1)
  );
}
