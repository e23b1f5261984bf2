import { availableParallelism } from 'node:os';
import { Option } from 'commander';
import { parseShard } from '../planning/parseShard.js';
import type { AddCommand } from './command.js';
import type { EvalFlags } from './evalFlags.js';
import { evaluateSuite } from './evaluateSuite.js';
import { wholeNumber } from './flags.js';
import { backendOption, dataDirOption } from './options.js';
import { progressStyles } from './progress.js';
import { reporterOption } from './reporterOption.js';

/** `rapa eval`: runs a suite, writes its reports and answers with its verdict. */
export const addEvalCommand: AddCommand = (program, finish) =>
  program
    .command('eval')
    .description('run a suite: attack its models, write reports, judge')
    .argument('<suite>', 'suite file, e.g. suites/mnist.json')
    .addOption(backendOption())
    .option('-j, --workers <n>', 'worker threads', wholeNumber(1, 256), availableParallelism())
    .option('-L, --limit <n>', 'only the first n images', wholeNumber(1))
    .option('-g, --grep <pattern>', 'only model/attack pairs that match this regular expression')
    .option('--seed <n>', "instead of the suite's seed", wholeNumber(0))
    .option('--shard <i/n>', 'only the i-th of n parts; put them together with merge', parseShard)
    .option('--fresh', 'compute everything anew, whatever is cached')
    .option('--dry-run', 'show what would be computed and how long it would take, and stop')
    .option('--no-calibrate', 'measure no model to tell the time of a run beforehand')
    .addOption(new Option('--progress <style>', 'how progress is shown').choices([...progressStyles]).default('auto'))
    .option('-o, --output <folder>', 'report folder (default: reports/<suite>)')
    .addOption(reporterOption())
    .option('--baseline <file>', 'results to compare with (default: baselines/<suite>.json beside the suite)')
    .option('-u, --update-baseline', 'make this run the baseline, and show what changes')
    .option('--force', 'with --update-baseline: in CI, too')
    .addOption(dataDirOption())
    .option('--quiet', 'print nothing but errors and the verdict')
    .option('--no-color', 'no colours (also NO_COLOR)')
    .action(async (file: string, flags: EvalFlags) => {
      finish(await evaluateSuite(file, flags));
    });
