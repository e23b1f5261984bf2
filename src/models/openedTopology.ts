import type { GraphLayer, KerasGraph } from './keras/kerasGraph.js';

/** A layer of a topology in model.json. */
interface LayerEntry {
  class_name: string;
  config: Record<string, unknown> & { name?: string };
}

/**
 * A layers model's topology with the layers that differ between the graph read from it and the same graph without its closing
 * functions, which tfjs then builds; also in nested models.
 */
export function openedTopology(
  topology: Record<string, unknown>,
  written: KerasGraph,
  opened: KerasGraph,
): Record<string, unknown> {
  const copy = structuredClone(topology);
  patch((copy.model_config ?? copy) as { config?: unknown }, written, opened);
  return copy;
}

function patch(model: { config?: unknown }, written: KerasGraph, opened: KerasGraph): void {
  const config = model.config as LayerEntry[] | { layers?: LayerEntry[] } | undefined;
  const entries = (Array.isArray(config) ? config : config?.layers) ?? [];
  for (const [name, layer] of opened.layers) {
    const before = written.layers.get(name);
    const entry = entries.find((one) => one.config.name === name);
    if (before === undefined || entry === undefined || before === layer) continue;
    if (before.nested !== undefined && layer.nested !== undefined) patch(entry, before.nested, layer.nested);
    else replace(entry, layer);
  }
}

/** tfjs has no layer Identity. */
function replace(entry: LayerEntry, { className, config }: GraphLayer): void {
  const isIdentity = className === 'Identity';
  entry.class_name = isIdentity ? 'Activation' : className;
  entry.config = { ...entry.config, ...config, ...(isIdentity ? { activation: 'linear' } : {}) };
}
