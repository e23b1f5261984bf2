import { availableParallelism } from 'node:os';
import { Option } from 'commander';
import type { AddCommand } from './command.js';
import type { EvalFlags } from './evalFlags.js';
import { evaluateSuite } from './evaluateSuite.js';
import { byteSize, wholeNumber } from './flags.js';
import { backendOption, dataDirOption, pluginsOption } from './options.js';
import { progressStyles } from './progress.js';
import { queueOption, storeOption } from './queueOptions.js';
import { readShard } from './readShard.js';
import { chartFormatOption, chartSizeOption, reporterOption } from './reporterOption.js';
import { watchSuite } from './watchSuite.js';

/** `rapa eval`: runs a suite, writes its reports and exits with its verdict. */
export const addEvalCommand: AddCommand = (program, finish) =>
  program
    .command('eval')
    .description('run a suite: attack its models, write reports, give a verdict')
    .argument('<suite>', 'suite file, e.g. suites/mnist.json')
    .addOption(backendOption())
    .option('-j, --workers <n>', 'worker threads', wholeNumber(1, 256), availableParallelism())
    .option(
      '--memory <size>',
      'what all workers together may take, e.g. 2GB (default: a third of what is free)',
      byteSize,
    )
    .option('-L, --limit <n>', 'only the first n images', wholeNumber(1))
    .option('-g, --grep <pattern>', 'only model/attack pairs that match this regular expression')
    .option('--seed <n>', "use this seed instead of the suite's", wholeNumber(0))
    .option(
      '--shard <i/n>',
      'run only the i-th of n parts, or with `auto` the part of this task of a scheduler; combine them with merge',
      readShard,
    )
    .addOption(queueOption())
    .addOption(storeOption())
    .option('--patience <minutes>', 'with --queue: how long to wait for a worker', wholeNumber(1), 60)
    .option('--watch', 'run again whenever the suite, its models or its plug-ins change, until Ctrl-C')
    .option('--fresh', 'recompute everything, ignoring the cache')
    .option('--dry-run', 'show what would be computed and how long it would take, then stop')
    .option('--no-calibrate', 'skip the calibration that estimates the run time')
    .addOption(new Option('--progress <style>', 'how progress is shown').choices([...progressStyles]).default('auto'))
    .option(
      '-o, --output <folder>',
      'report folder (default: reports/<suite>; of a shard reports/<suite>/shard-<i>-of-<n>)',
    )
    .addOption(reporterOption())
    .addOption(chartFormatOption())
    .addOption(chartSizeOption())
    .option('--baseline <file>', 'results to compare with (default: baselines/<suite>.json next to the suite)')
    .option('-u, --update-baseline', 'make this run the new baseline and show what changes')
    .option('--force', 'allow --update-baseline in CI')
    .addOption(dataDirOption())
    .addOption(pluginsOption())
    .option('--quiet', 'print nothing but errors and the verdict')
    .option('--no-color', 'no colours (also NO_COLOR)')
    .action(async (file: string, flags: EvalFlags) => {
      const code = flags.watch ? await watchSuite(file, flags) : await evaluateSuite(file, flags);
      finish(code);
      if (flags.queue !== undefined) process.exit(code); // connections that wait for Redis would keep the process alive
    });
