import { basename, dirname, join, resolve } from 'node:path';
import { UserError } from '../base/errors.js';
import { exitCodes } from '../base/exitCodes.js';
import { writeWhole } from '../base/writeWhole.js';
import type { TiledKernels } from '../contract/tiledKernels.js';
import { requireModelJson } from '../models/readTfjsFiles.js';
import { drawFilters } from '../paper/drawFilters.js';
import { seriesChart } from '../paper/seriesChart.js';
import { type ModelSimilarity, similarityFigure, similarityOf } from '../paper/similarityFigure.js';
import { decimals } from '../reports/text/numberText.js';
import type { AddCommand } from './command.js';
import { ensureCreatable } from './ensureWritable.js';
import { printText, tableText } from './terminal.js';

/** `rapa similarity`: how similar the filters of a model's tiles are (paper, figure 3). */
export const addSimilarityCommand: AddCommand = (program, finish) =>
  program
    .command('similarity')
    .description(
      "similarity S of the filters of a model's tiles, per layer; -o writes JSON, a chart and the filters as PNG",
    )
    .argument('<model...>', 'folders or model.json files of tiled models')
    .option('-o, --output <folder>', 'folder for similarity.json, similarity.png and <model>-filters.png')
    .action(async (paths: string[], { output }: { readonly output?: string }) => {
      if (output !== undefined) ensureCreatable(output);
      const kernels = await tiledKernels(paths);
      const rows = kernels.map(({ path, layers }) => similarityOf(path, layers));
      printText(similarityTable(rows));
      if (output !== undefined) {
        const { drawChart } = await import('../reports/charts/drawChart.js');
        writeWhole(join(output, 'similarity.json'), `${JSON.stringify({ schemaVersion: 1, models: rows }, null, 2)}\n`);
        writeWhole(join(output, 'similarity.png'), await drawChart(seriesChart(similarityFigure(rows))));
        for (const [index, { path, layers }] of kernels.entries()) {
          const drawn = layers.find(({ shape }) => shape[3] === 1 || shape[3] === 3);
          const name = `${index + 1}-${basename(dirname(resolve(requireModelJson(path))))}-filters.png`;
          if (drawn !== undefined) writeWhole(join(output, name), drawFilters(drawn));
        }
      }
      finish(exitCodes.pass);
    });

async function tiledKernels(paths: readonly string[]): Promise<{ path: string; layers: TiledKernels[] }[]> {
  // tfjs is loaded lazily, so that other commands start without it.
  const { startEngine } = await import('../kernels/engine.js');
  const { readTiledKernels } = await import('../models/readTiledKernels.js');
  await startEngine('cpu');
  return paths.map((path) => ({ path, layers: requireTiles(path, readTiledKernels(path)) }));
}

function requireTiles(path: string, kernels: TiledKernels[]): TiledKernels[] {
  if (kernels.some(({ shape }) => shape[0] > 1)) return kernels;
  throw new UserError({
    where: path,
    expected: 'a model with tiled convolutions and several kernel matrices per layer',
    found: kernels.length === 0 ? 'no tiled convolution' : 'one kernel matrix per layer',
    remedy: 'name a tiled model; similarity needs at least two tiles',
  });
}

function similarityTable(rows: readonly ModelSimilarity[]): string {
  const cells = rows.flatMap(({ model, layers }) =>
    layers.map(({ layer, tiles, similarity, why }) => [
      ...[model, layer, String(tiles)],
      similarity === null ? why! : decimals(similarity, 4),
    ]),
  );
  return tableText(['model', 'layer', 'tiles', 'S'], cells, { words: 2 });
}
