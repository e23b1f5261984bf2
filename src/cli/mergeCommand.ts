import { resolve } from 'node:path';
import type { Results } from '../contract/result.js';
import { mergeResults } from '../results/mergeResults.js';
import { readResults } from '../results/readResults.js';
import type { AddCommand } from './command.js';
import { ensureWritable } from './ensureWritable.js';
import { gateResults, readBaseline } from './gateResults.js';
import { pluginsOption } from './options.js';
import { publishResults } from './publishResults.js';
import { metricsAgain, type PluginFlag } from './readSuite.js';
import { shardResults } from './shardResults.js';
import { verdictExitCode } from './verdictExitCode.js';

interface MergeFlags extends PluginFlag {
  readonly output: string;
  readonly baseline?: string;
}

/** `rapa merge`: merges the results of shards as if from one run, and gives the verdict. */
export const addMergeCommand: AddCommand = (program, finish) =>
  program
    .command('merge')
    .description('merge the results of shards')
    .argument('<results...>', 'report folder or results.json of each shard, or the folder with all of them')
    .requiredOption('-o, --output <folder>', 'folder for the merged report')
    .option('--baseline <file>', 'results to compare with')
    .addOption(pluginsOption())
    .action(async (places: string[], flags: MergeFlags) => {
      ensureWritable(flags.output);
      const baseline = flags.baseline === undefined ? undefined : readBaseline(flags.baseline);
      const files = places.flatMap(shardResults);
      const parts = files.map(readResults);
      const [{ suite, plugins = [] }] = parts as [Results];
      const metrics = await metricsAgain(resolve(suite.file), plugins, flags);
      const merged = mergeResults(parts, { names: files, metrics });
      const results: Results = gateResults(merged, {
        suiteFile: resolve(merged.suite.file),
        baseline,
      });
      await publishResults(results, { folder: flags.output, reporters: 'all' });
      finish(verdictExitCode(results));
    });
