import type { OutputKind } from '../contract/modelReading.js';

interface LayerEntry {
  class_name: string;
  config: { name?: string; activation?: unknown };
}

/**
 * The topology without a final softmax or sigmoid, so that attacks get logits: the gradient of a cross-entropy through saturated
 * probabilities is zero and would look like robustness. A model without either is unchanged.
 */
export function logitsTopology(topology: Record<string, unknown>): {
  readonly topology: Record<string, unknown>;
  readonly outputs: OutputKind;
} {
  const copy = structuredClone(topology);
  const layers = layerEntries(copy);
  const last = layers?.at(-1);
  if (last === undefined) return { topology, outputs: 'logits' };
  if (last.class_name === 'Softmax') {
    last.class_name = 'Activation';
    last.config = { name: last.config.name ?? 'logits', activation: 'linear' };
    return { topology: copy, outputs: 'probabilities' };
  }
  if (last.config.activation !== 'softmax' && last.config.activation !== 'sigmoid')
    return { topology, outputs: 'logits' };
  last.config.activation = 'linear';
  return { topology: copy, outputs: 'probabilities' };
}

/** The layer list of a Sequential or functional model, also if Keras wraps it in `model_config`. */
function layerEntries(topology: Record<string, unknown>): LayerEntry[] | undefined {
  const wrapped = (topology.model_config ?? topology) as { config?: unknown };
  const config = wrapped.config as LayerEntry[] | { layers?: LayerEntry[] } | undefined;
  return Array.isArray(config) ? config : config?.layers;
}
