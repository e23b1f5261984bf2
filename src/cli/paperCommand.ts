import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../base/errors.js';
import { exitCodes } from '../base/exitCodes.js';
import { writeWhole } from '../base/writeWhole.js';
import { filterSimilarity } from '../metrics/filterSimilarity.js';
import { readTiledKernels } from '../models/readTiledKernels.js';
import { writeDocsTables } from '../paper/docsTables.js';
import { type PaperClaim, paperClaims } from '../paper/paperClaims.js';
import { type PaperRecords, readPaperRecords } from '../paper/paperRecords.js';
import { robustnessTable, trainingTables } from '../paper/paperTables.js';
import { tablePackage } from '../reports/console/tablePackage.js';
import { readTrainingQueue } from '../training/trainingQueue.js';
import type { AddCommand } from './command.js';
import { printText } from './terminal.js';

interface PaperFlags {
  readonly partial?: true;
  readonly output: string;
  readonly docs?: string;
}

/** `rapa paper`: collects training records and results on one page and says which of the paper's claims hold. */
export const addPaperCommand: AddCommand = (program, finish) =>
  program
    .command('paper')
    .description("collect trainings and results on one page and say which of the paper's claims hold")
    .option('--partial', 'write the page even if trainings are missing; it marks their places')
    .option('-o, --output <folder>', 'where to write index.html', 'reports/paper')
    .option('--docs <file>', 'also write the tables between the markers of this Markdown file')
    .action(async ({ partial, output, docs }: PaperFlags) => {
      if (!partial) requireFinished();
      const records = readPaperRecords('models', 'reports');
      const claims = paperClaims(records, similaritiesOf(records));
      const tables = [...trainingTables(records), robustnessTable(records)];
      if (docs !== undefined) writeWhole(docs, writeDocsTables(docs, readFileSync(docs, 'utf8'), tables));
      const { paperPage } = await import('../paper/paperPage.js');
      writeWhole(join(output, 'index.html'), paperPage(claims, tables));
      printText(`${claimTable(claims)}${summary(claims)} The page: ${join(output, 'index.html')}\n`);
      finish(exitCodes.pass);
    });

function requireFinished(): void {
  const queue = readTrainingQueue(['recipes/paper']);
  const left = queue.filter(({ stage }) => stage.kind !== 'finished');
  if (left.length === 0) return;
  throw new UserError({
    where: 'recipes/paper',
    expected: `a model of each of the ${queue.length} recipes`,
    found: `${left.length} without one, first ${left[0]!.file}`,
    remedy: 'train them with npm run train:paper, or add --partial for an incomplete page',
  });
}

function similaritiesOf({ trainings }: PaperRecords): Map<string, number> {
  const found = new Map<string, number>();
  for (const name of trainings.keys()) {
    const folder = join('models', name);
    // All training records are stored, but weights of only some.
    if (!existsSync(join(folder, 'weights.bin'))) continue;
    const first = readTiledKernels(folder)[0];
    const similarity = first === undefined ? null : filterSimilarity(first.values, first.shape);
    if (similarity !== null) found.set(name, similarity);
  }
  return found;
}

function claimTable(claims: readonly PaperClaim[]): string {
  const rows = claims.map(({ claim, paper, here, verdict }) => [claim, paper, here, verdict]);
  const columns = { 0: { width: 46, wrapWord: true }, 2: { width: 46, wrapWord: true } };
  return tablePackage().table([['claim', 'paper', 'here', 'verdict'], ...rows], { columns });
}

function summary(claims: readonly PaperClaim[]): string {
  const count = (verdict: PaperClaim['verdict']) => claims.filter((claim) => claim.verdict === verdict).length;
  return `${count('holds')} claims hold, ${count('does not hold')} do not, ${count('open')} are open.`;
}
