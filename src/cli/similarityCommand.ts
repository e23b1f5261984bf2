import { basename, join } from 'node:path';
import { UserError } from '../base/errors.js';
import { exitCodes } from '../base/exitCodes.js';
import { writeWhole } from '../base/writeWhole.js';
import { filterSimilarity } from '../metrics/filterSimilarity.js';
import { readTiledKernels, type TiledKernels } from '../models/readTiledKernels.js';
import { drawFilters } from '../paper/drawFilters.js';
import { seriesChart } from '../paper/seriesChart.js';
import type { AddCommand } from './command.js';
import { printText, tableText } from './terminal.js';

interface ModelSimilarity {
  readonly model: string;
  /** S of each tiled layer, null for a layer with one tile. */
  readonly layers: readonly { readonly layer: string; readonly tiles: number; readonly similarity: number | null }[];
}

/** `rapa similarity`: how similar the filters of a model's tiles are (paper, figure 3). */
export const addSimilarityCommand: AddCommand = (program, finish) =>
  program
    .command('similarity')
    .description(
      "similarity S of the filters of a model's tiles, per layer; -o writes JSON, a chart and the filters as PNG",
    )
    .argument('<model...>', 'folders of tiled models')
    .option('-o, --output <folder>', 'folder for similarity.json, similarity.png and <model>-filters.png')
    .action(async (folders: string[], { output }: { readonly output?: string }) => {
      const kernels = folders.map((folder) => ({ folder, layers: tiledKernels(folder) }));
      const rows = kernels.map(({ folder, layers }) => similarityOf(folder, layers));
      printText(similarityTable(rows));
      if (output !== undefined) {
        const { drawChart } = await import('../reports/charts/drawChart.js');
        writeWhole(join(output, 'similarity.json'), `${JSON.stringify({ schemaVersion: 1, models: rows }, null, 2)}\n`);
        writeWhole(join(output, 'similarity.png'), await drawChart(seriesChart(figureOf(rows))));
        for (const [index, { folder, layers }] of kernels.entries()) {
          const drawn = layers.find(({ shape }) => shape[3] === 1 || shape[3] === 3);
          const name = `${index + 1}-${basename(folder)}-filters.png`;
          if (drawn !== undefined) writeWhole(join(output, name), drawFilters(drawn));
        }
      }
      finish(exitCodes.pass);
    });

function tiledKernels(folder: string): TiledKernels[] {
  const kernels = readTiledKernels(folder);
  if (kernels.some(({ shape }) => shape[0] > 1)) return kernels;
  throw new UserError({
    where: folder,
    expected: 'a model with tiled convolutions and several kernel matrices per layer',
    found: kernels.length === 0 ? 'no tiled convolution' : 'one kernel matrix per layer',
    remedy: 'name a tiled model; similarity needs at least two tiles',
  });
}

function similarityOf(model: string, kernels: readonly TiledKernels[]): ModelSimilarity {
  const layers = kernels.map(({ layer, shape, values }) => ({
    layer,
    tiles: shape[0],
    similarity: filterSimilarity(values, shape),
  }));
  return { model, layers };
}

function similarityTable(rows: readonly ModelSimilarity[]): string {
  const cells = rows.flatMap(({ model, layers }) =>
    layers.map(({ layer, tiles, similarity }) => [model, layer, String(tiles), similarity?.toFixed(4) ?? 'one tile']),
  );
  return tableText(['model', 'layer', 'tiles', 'S'], cells, { words: 2 });
}

function figureOf(rows: readonly ModelSimilarity[]) {
  const layers = [...new Set(rows.flatMap((row) => row.layers.map(({ layer }) => layer)))];
  const title = 'Similarity of the filters of different tiles';
  return {
    name: 'similarity',
    kind: 'bar',
    title,
    subtitle: 'S: mean correlation over all pairs of tiles and output channels; 1 means equal, 0 unrelated',
    description: `Bar chart: filter similarity of ${rows.length} models, layer by layer.`,
    xTitle: 'Layer',
    yTitle: 'S',
    categories: layers,
    series: rows.map(({ model, layers: own }) => ({
      label: model,
      values: layers.map((name) => own.find(({ layer }) => layer === name)?.similarity ?? null),
    })),
  } as const;
}
