import { join } from 'node:path';
import type { BackendChoice } from '../base/backends.js';
import { exitCodes } from '../base/exitCodes.js';
import { writeWhole } from '../base/writeWhole.js';
import { type SpreadMeasurement, spreadImages, sweptSpreads } from '../contract/tileSpread.js';
import { seriesChart } from '../paper/seriesChart.js';
import { confidenceFigure, regularizerFigure } from '../paper/theoryFigures.js';
import { type TheoryPoint, theorySweep } from '../paper/theorySweep.js';
import { counted, decimals } from '../reports/text/numberText.js';
import type { AddCommand } from './command.js';
import { ensureCreatable } from './ensureWritable.js';
import { wholeNumber } from './flags.js';
import type { SpreadModel } from './measureSpread.js';
import { backendOption, dataDirOption } from './options.js';
import { printText, tableText } from './terminal.js';

interface TheoryFlags {
  readonly output?: string;
  readonly seed: number;
  readonly limit: number;
  readonly backend: BackendChoice;
  readonly dataDir?: string;
}

/** A model by its path, with its points. */
type MeasuredModel = { readonly model: string } & SpreadMeasurement;

/** `rapa theory`: checks the regulariser of random tiles numerically, and confidence against variance on trained models. */
export const addTheoryCommand: AddCommand = (program, finish) =>
  program
    .command('theory')
    .description("check the paper's implicit regularisation: exactly on logistic regression, and on trained models")
    .argument(
      '[model...]',
      'folders or model.json files of tiled models with training.json; tests whether confidence falls as their tiles differ more',
    )
    .option('-o, --output <folder>', 'folder for theory.json and charts')
    .option('--seed <n>', 'seed of the regressions and the draws', wholeNumber(0), 1)
    .option('-L, --limit <n>', 'test images for the models', wholeNumber(1), spreadImages)
    .addOption(backendOption())
    .addOption(dataDirOption())
    .action(async (paths: string[], flags: TheoryFlags) => {
      if (flags.output !== undefined) ensureCreatable(flags.output);
      const opened = await openAll(paths, flags);
      const points = theorySweep(flags.seed);
      printText(sweepTable(points));
      const models: MeasuredModel[] = [];
      for (const each of opened) {
        const { measureSpread } = await import('./measureSpread.js');
        const measured = { model: each.path, ...measureSpread(each, sweptSpreads, flags) };
        models.push(measured);
        printText(spreadTable(measured));
      }
      if (flags.output !== undefined) await writeResults(flags.output, { seed: flags.seed, points, models });
      finish(exitCodes.pass);
    });

/** All models, before the first is measured. tfjs is loaded only for them: the regressions do not need it. */
async function openAll(paths: readonly string[], flags: TheoryFlags): Promise<SpreadModel[]> {
  const opened: SpreadModel[] = [];
  for (const path of paths) {
    const { openSpreadModel } = await import('./measureSpread.js');
    opened.push(await openSpreadModel(path, flags));
  }
  return opened;
}

function sweepTable(points: readonly TheoryPoint[]): string {
  const head = [
    'tiles',
    'spread of replicas',
    '<loss>',
    'loss of mean',
    'R',
    'R to second order',
    '<loss> - loss of mean - R',
  ];
  const number = (value: number) => decimals(value, 5);
  const rows = points.map(({ tiles, deviation, average, ofMean, regularizer, secondOrder }) => [
    ...[String(tiles), String(deviation), number(average), number(ofMean), number(regularizer), number(secondOrder)],
    (average - ofMean - regularizer).toExponential(1),
  ]);
  return tableText(head, rows);
}

function spreadTable({ model, images, points }: MeasuredModel): string {
  const percent = (share: number) => `${(100 * share).toFixed(2)} %`;
  const rows = points.map(({ spread, confidence, error }) => [String(spread), percent(confidence), percent(error)]);
  return `${model}, ${counted(images, 'test image')}\n${tableText(['differences between tiles, times', 'mean confidence', 'test error'], rows)}`;
}

async function writeResults(
  output: string,
  {
    seed,
    points,
    models,
  }: { readonly seed: number; readonly points: readonly TheoryPoint[]; readonly models: readonly MeasuredModel[] },
): Promise<void> {
  const { drawChart } = await import('../reports/charts/drawChart.js');
  writeWhole(join(output, 'theory.json'), `${JSON.stringify({ schemaVersion: 1, seed, points, models }, null, 2)}\n`);
  writeWhole(join(output, 'regularizer.png'), await drawChart(seriesChart(regularizerFigure(points))));
  if (models.length > 0)
    writeWhole(join(output, 'confidence.png'), await drawChart(seriesChart(confidenceFigure(models))));
}
