import { join } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { exitCodes } from '../base/exitCodes.js';
import { writeWhole } from '../base/writeWhole.js';
import { leaderboard } from '../gate/leaderboard.js';
import { consoleTable } from '../reports/console/consoleTable.js';
import { wrapWords } from '../reports/console/wrapWords.js';
import {
  boardTitle,
  leaderboardPage,
  placeSentence,
  type RankedModels,
} from '../reports/leaderboard/leaderboardPage.js';
import { intervalText, percentValue } from '../reports/text/numberText.js';
import { printable, shortened } from '../reports/text/printable.js';
import { readResults } from '../results/readResults.js';
import { recomputeResults } from '../results/recomputeResults.js';
import { resolveEpsilon } from '../suites/resolveEpsilon.js';
import type { AddCommand } from './command.js';
import { ensureWritable } from './ensureWritable.js';

interface LeaderboardFlags {
  readonly output?: string;
  readonly snr?: number;
  readonly epsilon?: number;
}

/** `rapa leaderboard`: ranks the models of many runs in the worst case over the attacks that they share. */
export const addLeaderboardCommand: AddCommand = (program, finish) =>
  program
    .command('leaderboard')
    .description('rank the models of many runs by their worst case over the attacks that all of them were run under')
    .argument('<results...>', 'report folders or results.json files of runs on the same images')
    .option('--snr <dB>', 'compare at this SNR (default: the strength of most attacks)', decibels)
    .option('--epsilon <e>', 'compare at this epsilon: a number or a fraction such as 8/255', epsilon)
    .option('-o, --output <folder>', 'write index.html to this folder')
    .action((files: string[], { output, snr, epsilon: asked }: LeaderboardFlags) => {
      if (output !== undefined) ensureWritable(output);
      const runs = files.map((file) => ({ name: file, results: recomputeResults(readResults(file), file) }));
      const strength = snr !== undefined ? { snrDb: snr } : asked !== undefined ? { epsilon: asked } : undefined;
      const board = leaderboard(runs, strength);
      process.stdout.write(`${consoleLines(board, process.stdout.columns ?? 100).join('\n')}\n`);
      if (output !== undefined) {
        writeWhole(join(output, 'index.html'), leaderboardPage(board));
        process.stdout.write(`\n${join(output, 'index.html')}\n`);
      }
      finish(exitCodes.pass);
    });

function consoleLines(board: RankedModels, width: number): string[] {
  const rows = board.entries.map(({ place, model, run, worst, clean }) => [
    String(place),
    shortened(printable(model.label), 28),
    shortened(printable(run), 24),
    `${percentValue(worst.hits / worst.total)} ${intervalText(worst.interval)}`,
    percentValue(clean.hits / clean.total),
  ]);
  return [
    ...wrapWords(boardTitle(board), { width, indent: 0 }),
    ...consoleTable(
      { head: ['', 'model', 'run', 'worst case in %', 'clean'], rows },
      { words: 3, width, droppable: [2, 4] },
    ),
    ...wrapWords(placeSentence, { width, indent: 0 }),
    ...board.notes.flatMap((note) => wrapWords(`Note: ${printable(note)}.`, { width, indent: 2 })),
  ];
}

function decibels(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw new InvalidArgumentError(`expected a number of dB, found '${text}'.`);
}

function epsilon(text: string): number {
  const value = resolveEpsilon(/^[\d.]+$/.test(text) ? Number(text) : text);
  if (value !== null && value >= 0) return value;
  throw new InvalidArgumentError(`expected a number or a fraction such as 8/255, found '${text}'.`);
}
