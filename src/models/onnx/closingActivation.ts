import { endOf, type NetworkEnd } from '../boundedEnd.js';
import type { ClosingStep } from '../closing.js';
import type { OnnxGraph, OnnxNode } from './graph.js';
import { pruneGraph } from './pruneGraph.js';

/** A graph that ends with logits, before the functions that make probabilities. */
export interface OpenGraph {
  readonly graph: OnnxGraph;
  /** Softmax or sigmoid, if the complete graph ends with them. Empty for log-softmax, whose outputs are logits as well. */
  readonly steps: readonly ClosingStep[];
}

const passing = new Set(['Identity', 'Cast', 'Dropout']);
const moving = new Set(['Reshape', 'Flatten', 'Squeeze', 'Unsqueeze']);

/**
 * The graph of one output without its closing softmax, log-softmax or sigmoid, so that attacks get logits: the gradient through
 * saturated probabilities is zero, which would look like robustness. Null if there is no such closing function.
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

/** Operators that multiply each value by a constant or add one, if their other operands are constants. */
const scaling = new Set(['Add', 'BatchNormalization', 'Div', 'Mul', 'Sub']);

/** The operator that a graph's first output comes from, those aside that only move, scale or shift numbers. */
export function endOperator(graph: OnnxGraph): NetworkEnd {
  const makers = new Map(graph.nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  const makerOf = (value: string) => {
    const node = makers.get(value);
    return (
      node && {
        op: node.op,
        operands: node.inputs.filter((name) => name !== '' && !graph.initializers.has(name)),
      }
    );
  };
  return endOf(graph.outputs[0]!, makerOf, { moving: new Set([...passing, ...moving]), scaling });
}

/** Over the classes, which are the second or the last axis. */
function isClosing({ op, attributes }: OnnxNode): boolean {
  if (op === 'Sigmoid') return true;
  const axis = attributes.get('axis');
  return (
    (op === 'Softmax' || op === 'LogSoftmax') && (axis?.kind !== 'number' || axis.value === 1 || axis.value === -1)
  );
}
