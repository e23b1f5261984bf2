import { type NetworkEnd, unknownEnd } from '../boundedEnd.js';
import type { ClosingStep } from '../closing.js';
import { type GraphLayer, inputsOf, type KerasGraph, type TensorReference } from './kerasGraph.js';
import { isRecord } from './parseReferences.js';

/** Layers that may follow a closing softmax: they only rearrange values, or do nothing in test mode. */
const passing = new Set([
  'ActivityRegularization',
  'AlphaDropout',
  'Dropout',
  'Flatten',
  'GaussianDropout',
  'GaussianNoise',
  'Identity',
  'Reshape',
  'SpatialDropout1D',
  'SpatialDropout2D',
  'SpatialDropout3D',
  'Squeeze',
]);

/** Layers that multiply each value by a constant and add one. */
const scaling = new Set([
  'BatchNormalization',
  'BatchNormalizationV1',
  'Normalization',
  'Rescaling',
  'SyncBatchNormalization',
]);

/** A graph and the functions removed from its end, in order. */
export interface OpenedGraph {
  readonly graph: KerasGraph;
  readonly steps: readonly ClosingStep[];
  readonly end: NetworkEnd;
}

/**
 * The graph of one output without its closing softmax and sigmoid functions, also in nested models and before layers that only
 * rearrange values. The trial run decides whether they produce the probabilities.
 */
export function openEnd(graph: KerasGraph): OpenedGraph {
  const { through: _, ...opened } = openAt(graph, graph.outputs[0]!.reference);
  return opened;
}

/** `through`: only passing layers are between the model's input and the output. */
function openAt(graph: KerasGraph, end: TensorReference): OpenedGraph & { readonly through: boolean } {
  const layer = graph.layers.get(end.layer);
  const through = layer?.className === 'InputLayer';
  const [call, ...others] = layer?.calls ?? [];
  const unopened = { graph, steps: [], through, end: unknownEnd };
  if (layer === undefined || call === undefined || others.length > 0) return unopened;
  const [source, ...more] = inputsOf(call);
  const onwards = (opened: KerasGraph, last: readonly ClosingStep[]) => {
    if (source === undefined || more.length > 0) return { graph: opened, steps: last, through: false, end: unknownEnd };
    const before = openAt(opened, source);
    return { ...before, steps: [...before.steps, ...last] };
  };
  if (layer.nested !== undefined) {
    const reference = layer.nested.outputs[end.output]?.reference;
    if (reference === undefined) return unopened;
    const inner = openAt(layer.nested, reference);
    const replaced = withLayer(graph, { ...layer, nested: inner.graph });
    return inner.through ? onwards(replaced, inner.steps) : { ...inner, graph: replaced };
  }
  if (passing.has(layer.className)) return onwards(graph, []);
  if (scaling.has(layer.className)) {
    const { steps, end: before } = onwards(graph, []);
    return { ...unopened, end: { name: steps.at(-1) ?? before.name, scaled: true } };
  }
  const step = closingLayer(layer);
  if (step !== null) {
    const { name } = layer;
    return onwards(
      withLayer(graph, { ...layer, className: 'Identity', config: { name } }),
      step === 'linear' ? [] : [step],
    );
  }
  const activation = activationName(layer.config.activation);
  if (activation !== 'softmax' && activation !== 'sigmoid') {
    return { ...unopened, end: { name: endOf(layer), scaled: false } };
  }
  const config = { ...layer.config, activation: 'linear' };
  return { ...unopened, graph: withLayer(graph, { ...layer, config }), steps: [activation] };
}

function endOf({ className, config }: GraphLayer): string {
  if (className === 'ReLU' && typeof config.max_value === 'number') return 'relu6';
  const activation = activationName(config.activation);
  return typeof activation === 'string' && activation !== 'linear' ? activation : className;
}

/** A layer that is only a closing function. */
function closingLayer({ className, config }: GraphLayer): ClosingStep | 'linear' | null {
  if (className === 'Softmax') return 'softmax';
  if (className === 'Sigmoid') return 'sigmoid';
  if (className !== 'Activation') return null;
  const name = activationName(config.activation);
  return name === 'softmax' || name === 'sigmoid' || name === 'linear' ? name : null;
}

function activationName(activation: unknown): unknown {
  return isRecord(activation) ? activation.config : activation;
}

function withLayer(graph: KerasGraph, layer: GraphLayer): KerasGraph {
  return { ...graph, layers: new Map([...graph.layers, [layer.name, layer]]) };
}
