import type { FinishingActivation } from '../../kernels/finish/finishJob.js';
import type { OnnxGraph, OnnxNode } from './graph.js';

/** Nodes that compute an activation of another node's result; the last has its result. */
export interface FinishingNodes {
  readonly activation: FinishingActivation;
  readonly nodes: readonly OnnxNode[];
}

/** For each value the nodes that read it; undefined stands for an output of the graph. */
export type Readers = ReadonlyMap<string, readonly (OnnxNode | undefined)[]>;

/** Of attributes that stand for fractions. */
const rounding = 1e-7;

/**
 * The activation that is all that reads a value: one node, or a sigmoid, plain or hard, that nothing else reads than its product with the
 * value. Null for anything else.
 */
export function finishingNodes(value: string, readers: Readers, graph: OnnxGraph): FinishingNodes | null {
  const own = readers.get(value) ?? [];
  if (own.some((node) => node === undefined || node.domain !== '')) return null;
  const nodes = own as readonly OnnxNode[];
  const [first, second] = nodes;
  if (nodes.length === 1) {
    const activation = first!.inputs[0] === value ? activationOf(first!, graph) : null;
    return activation === null ? null : { activation, nodes: [first!] };
  }
  if (nodes.length !== 2 || first === second) return null;
  const [inner, product] = (first!.op === 'Mul' ? [second, first] : [first, second]) as [OnnxNode, OnnxNode];
  const [factor = ''] = inner.outputs;
  const isProduct = product.op === 'Mul' && product.inputs.includes(value) && product.inputs.includes(factor);
  const activation = isProduct && readers.get(factor)?.length === 1 ? productWith(inner) : null;
  return activation === null ? null : { activation, nodes: [inner, product] };
}

function activationOf({ op, inputs, attributes }: OnnxNode, graph: OnnxGraph): FinishingActivation | null {
  if (op === 'Relu') return 'relu';
  if (op === 'HardSwish') return 'hardswish';
  if (op === 'Swish') return numberOf(attributes.get('alpha'), 1) === 1 ? 'swish' : null;
  const bound = (at: number) => graph.initializers.get(inputs[at] ?? '')?.data;
  const [low, high] = [bound(1), bound(2)];
  const plain = op === 'Clip' && attributes.size === 0 && inputs.length === 3;
  return plain && low?.length === 1 && high?.length === 1 && low[0] === 0 && high[0] === 6 ? 'relu6' : null;
}

/** What the product of a value with this function of it is. */
function productWith({ op, attributes }: OnnxNode): FinishingActivation | null {
  if (op === 'Sigmoid') return 'swish';
  const [slope, shift] = [numberOf(attributes.get('alpha'), 0.2), numberOf(attributes.get('beta'), 0.5)];
  return op === 'HardSigmoid' && Math.abs(slope - 1 / 6) < rounding && shift === 0.5 ? 'hardswish' : null;
}

function numberOf(attribute: ReturnType<OnnxNode['attributes']['get']>, fallback: number): number {
  return attribute?.kind === 'number' ? attribute.value : fallback;
}
