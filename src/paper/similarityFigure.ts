import type { TiledKernels } from '../contract/tiledKernels.js';
import { filterSimilarity } from '../metrics/filterSimilarity.js';
import type { SeriesFigure } from './seriesChart.js';

/** How similar the filters of a model's tiles are. */
export interface ModelSimilarity {
  readonly model: string;
  readonly layers: readonly LayerSimilarity[];
}

/** S of a tiled layer; null, with the reason, where it is undefined. */
export interface LayerSimilarity {
  readonly layer: string;
  readonly tiles: number;
  readonly similarity: number | null;
  readonly why?: 'one tile' | 'constant filters';
}

/** S of each layer (paper, section "Filter similarity across tiles"). */
export function similarityOf(model: string, kernels: readonly TiledKernels[]): ModelSimilarity {
  const layers = kernels.map(({ layer, shape, values }): LayerSimilarity => {
    const [tiles] = shape;
    const similarity = filterSimilarity(values, shape);
    if (similarity !== null) return { layer, tiles, similarity };
    return { layer, tiles, similarity, why: tiles === 1 ? 'one tile' : 'constant filters' };
  });
  return { model, layers };
}

/** S layer by layer, one bar a model (paper, figure 3 A). Layers whose S is undefined everywhere are left out. */
export function similarityFigure(
  rows: readonly ModelSimilarity[],
  title = 'Similarity of the filters of different tiles',
): SeriesFigure {
  const tiled = rows.flatMap(({ layers }) => layers.filter(({ similarity }) => similarity !== null));
  const names = [...new Set(tiled.map(({ layer }) => layer))];
  return {
    name: 'similarity',
    kind: 'bar',
    title,
    subtitle: 'S: mean correlation over all pairs of tiles and output channels; 1 means equal, 0 unrelated',
    description: `Bar chart: filter similarity of ${rows.length} models, layer by layer.`,
    xTitle: 'Layer',
    yTitle: 'S',
    categories: names,
    series: rows.map(({ model, layers: own }) => ({
      label: model,
      values: names.map((name) => own.find(({ layer }) => layer === name)?.similarity ?? null),
    })),
  };
}
