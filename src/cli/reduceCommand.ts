import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Option } from 'commander';
import type { BackendChoice } from '../base/backends.js';
import { UserError } from '../base/errors.js';
import { exitCodes } from '../base/exitCodes.js';
import { relativePath } from '../base/relativePath.js';
import { writeWhole } from '../base/writeWhole.js';
import { type Reduction, type ReductionRecord, reductions } from '../contract/reductionRecord.js';
import { loadDataset } from '../datasets/loadDataset.js';
import { resolveDataDir } from '../datasets/resolveDataDir.js';
import { readTrainingRecord } from '../recipes/readTrainingRecord.js';
import type { AddCommand } from './command.js';
import { ensureCreatable } from './ensureWritable.js';
import { wholeNumber } from './flags.js';
import { backendOption, dataDirOption } from './options.js';

interface ReduceFlags {
  readonly by: Reduction;
  readonly output: string;
  readonly seed: number;
  readonly backend: BackendChoice;
  readonly dataDir?: string;
}

/**
 * `rapa reduce`: converts a tiled model to an ordinary one (paper, "Reduction of tiled network to the original architecture").
 */
export const addReduceCommand: AddCommand = (program, finish) =>
  program
    .command('reduce')
    .description('convert a tiled model to an ordinary one with one kernel matrix per layer')
    .argument('<model>', 'folder or model.json of a trained tiled model, e.g. models/cifar10/random-16')
    .addOption(
      new Option(
        '--by <way>',
        "which tile a channel's filter comes from: the first, the one with the highest norm, the one with most max pooling wins on the training images; or the mean of all",
      )
        .choices(reductions)
        .default('norm'),
    )
    .requiredOption('-o, --output <folder>', 'model folder to write')
    .option('--seed <n>', 'with --by wins: seed of the random tilings', wholeNumber(0), 1)
    .addOption(backendOption())
    .addOption(dataDirOption())
    .action(async (path: string, flags: ReduceFlags) => {
      refuseExisting(flags.output);
      ensureCreatable(flags.output);
      // tfjs is loaded lazily, so that other commands start without it.
      const { startEngine } = await import('../kernels/engine.js');
      const { reduceTiles } = await import('../models/reduceTiles.js');
      const { readTfjsFiles, requireModelJson } = await import('../models/readTfjsFiles.js');
      const { saveModel } = await import('../models/saveModel.js');
      const file = requireModelJson(path);
      const folder = dirname(file);
      if (basename(file) !== 'model.json') {
        const [expected, remedy] = ['a model.json, which the record of the reduction refers to', 'rename the file'];
        throw new UserError({ where: path, expected, found: basename(file), remedy });
      }
      await startEngine(flags.backend);
      const files = readTfjsFiles(file);
      const wins = flags.by === 'wins' ? await mostWins(folder, files, flags) : new Map<string, Int32Array>();
      const { model, layers } = await reduceTiles(folder, files, { by: flags.by, wins });
      const source = { folder: relativePath(flags.output, folder), weightsSha256: files.weightsSha256 };
      const record: ReductionRecord = { schemaVersion: 1, by: flags.by, source, layers };
      // The record is first: whenever the program is stopped, no model is without one.
      writeWhole(join(flags.output, 'reduction.json'), `${JSON.stringify(record, null, 2)}\n`);
      await saveModel(model, flags.output);
      model.dispose();
      const list = layers.map(({ name, tiles }) => `${name} (${tiles} tiles)`).join(', ');
      process.stdout.write(`${flags.output}: ${list}, one kernel matrix each by ${flags.by}\n`);
      finish(exitCodes.pass);
    });

function refuseExisting(folder: string): void {
  if (!existsSync(join(folder, 'model.json'))) return;
  throw new UserError({
    where: '--output',
    expected: 'a folder without a model',
    found: `${folder}, which contains one`,
    remedy: 'name another folder, or remove that model',
  });
}

async function mostWins(
  folder: string,
  files: Parameters<typeof import('../models/reduceTiles.js').reduceTiles>[1],
  flags: ReduceFlags,
): Promise<Map<string, Int32Array>> {
  const { instantiateLayersModel } = await import('../models/instantiateLayersModel.js');
  const { replicatedLayers } = await import('../models/reduceTiles.js');
  const { highest } = await import('../models/tileSelection.js');
  const { countPoolingWins } = await import('../training/countPoolingWins.js');
  const { dataset: spec } = readTrainingRecord(folder).recipe;
  const model = await instantiateLayersModel(folder, files.topology, files);
  const layers = replicatedLayers(folder, model);
  const dataset = await loadDataset({ ...spec, split: 'train' }, { dataDir: resolveDataDir(flags.dataDir) });
  const wins = countPoolingWins(folder, model, { layers, dataset, seed: flags.seed });
  const chosen = wins.map(({ layer, counts }) => {
    const outputs = layers.find(({ name }) => name === layer)!.getWeights()[1]!.shape[1]!;
    return [layer, highest(counts, outputs)] as const;
  });
  model.dispose();
  return new Map(chosen);
}
