import { rmSync } from 'node:fs';
import { exitCodes } from '../base/exitCodes.js';
import { type CacheEntry, cacheEntries, openCellCache } from '../runner/cellCache.js';
import { numericsVersion } from '../runner/numericsVersion.js';
import { cacheFolder } from './cacheFolder.js';
import type { AddCommand } from './command.js';
import { wholeNumber } from './flags.js';
import { printText, tableText } from './terminal.js';

interface CacheFlags {
  readonly prune?: true;
  readonly olderThan?: number;
}

/** `rapa cache`: lists cached cells and removes those that no run can use. */
export const addCacheCommand: AddCommand = (program, finish) =>
  program
    .command('cache')
    .description('list cached results, or prune them')
    .option('--prune', 'remove damaged records and records computed by other code')
    .option('--older-than <days>', 'with --prune: also remove older records', wholeNumber(0))
    .action(({ prune, olderThan }: CacheFlags) => {
      const folder = cacheFolder();
      openCellCache(folder);
      const entries = cacheEntries(folder);
      const groups = new Map(stateNames.map((state) => [state, entries.filter((entry) => stateOf(entry) === state)]));
      process.stdout.write(`${folder}\n`);
      printText(
        tableText(
          ['records', 'number', 'MB'],
          [...groups].map(([state, group]) => [state, ...sizes(group)]),
        ),
      );
      if (prune) {
        const oldestMs = olderThan === undefined ? 0 : Date.now() - olderThan * 24 * 3600 * 1000;
        const useless = entries.filter((entry) => stateOf(entry) !== 'usable' || entry.modifiedMs < oldestMs);
        for (const { path } of useless) rmSync(path, { recursive: true, force: true });
        process.stdout.write(`${useless.length} removed.\n`);
      }
      finish(exitCodes.pass);
    });

const stateNames = ['usable', 'of other code', 'damaged'] as const;

function stateOf({ stored }: CacheEntry): (typeof stateNames)[number] {
  if (stored === null) return 'damaged';
  return stored.numerics === numericsVersion() ? 'usable' : 'of other code';
}

function sizes(entries: readonly CacheEntry[]): string[] {
  const bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  return [String(entries.length), (bytes / 1e6).toFixed(1)];
}
