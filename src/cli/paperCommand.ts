import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { BackendChoice } from '../base/backends.js';
import { UserError } from '../base/errors.js';
import { exitCodes } from '../base/exitCodes.js';
import { writeWhole } from '../base/writeWhole.js';
import { type SpreadPoint, spreadImages, sweptSpreads } from '../contract/tileSpread.js';
import { describeDataset } from '../datasets/describeDataset.js';
import { resolveDataDir } from '../datasets/resolveDataDir.js';
import { writeDocsTables } from '../paper/docsTables.js';
import { type Measured, type PaperClaim, paperClaims } from '../paper/paperClaims.js';
import { readPaperRecords } from '../paper/paperRecords.js';
import { similarityOf } from '../paper/similarityFigure.js';
import { readTrainingQueue } from '../training/trainingQueue.js';
import { claimTable } from './claimTable.js';
import type { AddCommand } from './command.js';
import { ensureCreatable } from './ensureWritable.js';
import { backendOption, dataDirOption } from './options.js';
import { presentModels } from './presentModels.js';
import { printText } from './terminal.js';

/** Folders of the page's data in the working folder. */
const places = { models: 'models', recipes: 'recipes', suites: 'suites', reports: 'reports' };

/** The networks of the page. */
const recipes = join(places.recipes, 'paper');

interface PaperFlags {
  readonly partial?: true;
  readonly output: string;
  readonly docs?: string;
  readonly backend: BackendChoice;
  readonly dataDir?: string;
}

/** Networks whose filters are drawn, and those whose confidence is measured as their tiles differ more or less. */
const drawnNetworks = ['paper/table1/random', 'paper/table1/alternate', 'paper/table2/average-random'];
const disturbedNetworks = ['cifar10/random-16', 'cifar10/random-128', 'paper/table1/random'];

/** `rapa paper`: collects training records and results on one page and says which of the paper's claims hold. */
export const addPaperCommand: AddCommand = (program, finish) =>
  program
    .command('paper')
    .description("collect trainings and results on one page and say which of the paper's claims hold")
    .option('--partial', 'write the page even if trainings are missing; it marks their places')
    .option('-o, --output <folder>', 'where to write index.html', 'reports/paper')
    .option('--docs <file>', 'also write the tables between the markers of this Markdown file')
    .addOption(backendOption())
    .addOption(dataDirOption())
    .action(async (flags: PaperFlags) => {
      const { docs, output } = flags;
      for (const folder of docs === undefined ? [output] : [output, dirname(docs)]) ensureCreatable(folder);
      requireRecipes();
      if (!flags.partial) requireFinished();
      const text = docs === undefined ? '' : docsText(docs);
      if (docs !== undefined) writeDocsTables(docs, text, []); // missing markers are found before the work
      const records = readPaperRecords({ ...places, presentModels });
      // tfjs is loaded lazily, so that other commands start without it.
      const { startEngine } = await import('../kernels/engine.js');
      const { tiledNetworks } = await import('./tiledNetworks.js');
      await startEngine('cpu');
      const kernels = tiledNetworks(records, 'models');
      const similarities = [...kernels].map(([name, layers]) => similarityOf(name, layers));
      const measured = { similarities, spreads: await spreadsOf(flags) };
      const { paperPage, paperTables } = await import('../paper/paperPage.js');
      const filters = drawnNetworks.flatMap((name) => {
        const first = kernels.get(name)?.[0];
        return first === undefined ? [] : [[name, first] as const];
      });
      const claims = paperClaims(records, measured);
      writeWhole(join(output, 'index.html'), paperPage({ records, measured, claims, filters: new Map(filters) }));
      if (docs !== undefined) writeWhole(docs, writeDocsTables(docs, text, paperTables({ records, measured })));
      printText(
        `${records.leftOut.map((note) => `${note}\n`).join('')}${claimTable(claims)}${summary(claims)} The page: ${join(output, 'index.html')}\n`,
      );
      finish(exitCodes.pass);
    });

function docsText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const [expected, found] = ['a Markdown file with the markers of the tables', (error as Error).message];
    throw new UserError({ where: `--docs ${file}`, expected, found, remedy: 'docs/reproduction.md has them' });
  }
}

/** Elsewhere than in the project a partial page would have no results at all. */
function requireRecipes(): void {
  if (existsSync(recipes)) return;
  const remedy = 'run the command in the main folder of the project';
  throw new UserError({
    where: recipes,
    expected: "the recipes of the paper's networks",
    found: 'no such folder',
    remedy,
  });
}

function requireFinished(): void {
  const queue = readTrainingQueue([recipes]);
  const left = queue.filter(({ stage }) => stage.kind !== 'finished');
  if (left.length === 0) return;
  const changed = left.filter(({ stage }) => stage.kind === 'changed').map(({ file }) => file);
  const missing = left.filter(({ stage }) => stage.kind !== 'changed').map(({ file }) => file);
  const part = (files: readonly string[], text: string) => (files.length === 0 ? [] : [text]);
  throw new UserError({
    where: recipes,
    expected: `a model of each of the ${queue.length} recipes`,
    found: [
      ...part(missing, `${missing.length} without one, first ${missing[0]}`),
      ...part(changed, `${changed.length} with one of another version of the recipe, first ${changed[0]}`),
    ].join('; '),
    remedy: [
      ...part(missing, 'train those without one with npm run train:paper'),
      ...part(changed, `train the others anew with rapa train --fresh ${changed.join(' ')}`),
      'or add --partial for an incomplete page',
    ].join(', '),
  });
}

/** Nothing where the images are not installed: the page then says so. */
async function spreadsOf(flags: PaperFlags): Promise<Measured['spreads']> {
  const found = new Map<string, readonly SpreadPoint[]>();
  if (!describeDataset('cifar10', resolveDataDir(flags.dataDir)).present.test) return found;
  const { measureSpread, openSpreadModel } = await import('./measureSpread.js');
  for (const name of disturbedNetworks) {
    const folder = join('models', name);
    if (!existsSync(join(folder, 'weights.bin'))) continue;
    const opened = await openSpreadModel(folder, flags);
    found.set(name, measureSpread(opened, sweptSpreads, { limit: spreadImages, seed: 1 }).points);
  }
  return found;
}

function summary(claims: readonly PaperClaim[]): string {
  const count = (verdict: PaperClaim['verdict']) => claims.filter((claim) => claim.verdict === verdict).length;
  return `${claims.length} claims: ${count('holds')} × holds, ${count('does not hold')} × does not hold, ${count('open')} × open.`;
}
