import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { UserError } from '../base/errors.js';
import { exitCodes } from '../base/exitCodes.js';
import { writeWhole } from '../base/writeWhole.js';
import type { Results } from '../contract/result.js';
import type { Suite } from '../contract/suite.js';
import { loadDataset } from '../datasets/loadDataset.js';
import { resolveDataDir } from '../datasets/resolveDataDir.js';
import { toBaseline } from '../gate/toBaseline.js';
import { writeReports } from '../reports/writeReports.js';
import { openCellCache } from '../runner/cellCache.js';
import { type RunOutcome, runSuite } from '../runner/runSuite.js';
import type { WorkerStart } from '../runner/workerTask.js';
import { assembleResults } from '../suites/assembleResults.js';
import { parseShard } from '../suites/parseShard.js';
import { parseSuite } from '../suites/parseSuite.js';
import { readResults } from '../suites/readResults.js';
import type { AddCommand } from './command.js';
import { describePlan } from './describePlan.js';
import { ensureWritable } from './ensureWritable.js';
import { wholeNumber } from './flags.js';
import { defaultBaseline, gateResults } from './gateResults.js';
import { refuseSwallowedFlags } from './npmSwallowedFlags.js';
import { backendOption, dataDirOption } from './options.js';
import { printReport } from './printReport.js';
import { createProgress, type Progress } from './progress.js';
import { parseReporters, reporterOption } from './reporterOption.js';
import { resultDataset, resultModels, runEnvironment } from './resultFacts.js';
import { verdictExitCode } from './verdictExitCode.js';

interface EvalFlags {
  readonly backend: WorkerStart['backend'];
  readonly workers: number;
  readonly limit?: number;
  readonly grep?: string;
  readonly seed?: number;
  readonly shard?: string;
  readonly fresh?: true;
  readonly dryRun?: true;
  readonly output?: string;
  readonly reporter: readonly string[];
  readonly baseline?: string;
  readonly updateBaseline?: true;
  readonly dataDir?: string;
  readonly quiet?: true;
  /** Set by --no-color. */
  readonly color: boolean;
}

/** `rapa eval`: runs a suite, writes its reports and answers with its verdict. */
export const addEvalCommand: AddCommand = (program, finish) =>
  program
    .command('eval')
    .description('run a suite: attack its models, write reports, judge')
    .argument('<suite>', 'suite file, e.g. suites/mnist.json')
    .addOption(backendOption())
    .option('-j, --workers <n>', 'worker threads', wholeNumber(1), availableParallelism())
    .option('-L, --limit <n>', 'only the first n images', wholeNumber(1))
    .option('-g, --grep <pattern>', 'only model/attack pairs that match this regular expression')
    .option('--seed <n>', "instead of the suite's seed", wholeNumber(0))
    .option('--shard <i/n>', 'only the i-th of n parts; put them together with merge')
    .option('--fresh', 'compute everything anew, whatever is cached')
    .option('--dry-run', 'show what would be computed, and stop')
    .option('-o, --output <folder>', 'report folder (default: reports/<suite>)')
    .addOption(reporterOption())
    .option('--baseline <file>', 'results to compare with (default: baselines/<suite>.json beside the suite)')
    .option('-u, --update-baseline', 'make this run the baseline')
    .addOption(dataDirOption())
    .option('--quiet', 'print nothing but errors and the verdict')
    .option('--no-color', 'no colours (also NO_COLOR)')
    .action(async (file: string, flags: EvalFlags) => {
      refuseSwallowedFlags(evalFlagNames, { argv: process.argv.slice(2), env: process.env });
      finish(await evaluate(file, flags));
    });

const evalFlagNames = [
  'backend',
  'workers',
  'limit',
  'grep',
  'seed',
  'shard',
  'fresh',
  'dry-run',
  'output',
  'reporter',
  'baseline',
  'update-baseline',
  'data-dir',
  'quiet',
];

async function evaluate(file: string, flags: EvalFlags): Promise<number> {
  const startedAt = performance.now();
  const reporters = parseReporters(flags.reporter);
  const suite = applySeed(parseSuite(file), flags.seed);
  const folder = flags.output ?? join('reports', suite.name);
  const baselineFile = flags.baseline ?? defaultBaseline(suite.file, suite.name);
  checkUpdate(flags);
  if (flags.baseline !== undefined && flags.updateBaseline === undefined) readResults(flags.baseline);
  const dataset = await loadDataset(suite.dataset, { dataDir: resolveDataDir(flags.dataDir) });
  if (flags.dryRun === undefined) ensureWritable(folder);
  const outcome = await run(suite, flags, dataset);
  if (flags.dryRun) return exitCodes.pass;
  if (outcome.interrupted) return reportInterruption(outcome);
  const { limit, grep, shard } = flags;
  const assembled = assembleResults({
    suite,
    cells: outcome.plan.cells,
    records: outcome.records,
    failures: outcome.failures,
    partial: {
      ...(limit === undefined ? {} : { limit }),
      ...(grep === undefined ? {} : { grep }),
      ...(shard === undefined ? {} : { shard }),
    },
    command: reproduction(file),
    environment: runEnvironment(outcome, { workers: flags.workers, startedAt }),
    dataset: resultDataset(dataset),
    models: resultModels(suite, outcome),
  });
  if (flags.updateBaseline) return updateBaseline(assembled, { folder, reporters, baselineFile, flags });
  return gateAndReport(assembled, { suite, folder, reporters, flags });
}

interface ReportTarget {
  readonly folder: string;
  readonly reporters: ReturnType<typeof parseReporters>;
  readonly flags: EvalFlags;
}

async function gateAndReport(assembled: Results, target: ReportTarget & { readonly suite: Suite }): Promise<number> {
  const { suite, flags } = target;
  let results: Results;
  try {
    const baseline = flags.baseline === undefined ? {} : { baseline: flags.baseline };
    results = gateResults(assembled, { suiteFile: suite.file, ...baseline });
  } catch (error) {
    await report(assembled, target); // what was computed is not lost because the baseline cannot be compared with
    throw error;
  }
  await report(results, target);
  return verdictExitCode(results);
}

async function updateBaseline(
  results: Results,
  target: ReportTarget & { readonly baselineFile: string },
): Promise<number> {
  await report(results, target);
  writeWhole(target.baselineFile, `${JSON.stringify(toBaseline(results), null, 1)}\n`);
  process.stderr.write(`${relative(process.cwd(), target.baselineFile)} updated: look at the change and commit it.\n`);
  return verdictExitCode(results);
}

async function report(results: Results, { folder, reporters, flags }: ReportTarget): Promise<void> {
  await writeReports(results, { folder, reporters });
  if (flags.quiet) process.stdout.write(`${results.suite.name}: ${results.verdict.status}, ${folder}\n`);
  else if (reporters === 'all' || reporters.includes('console')) {
    printReport(results, { folder, ...(flags.color ? {} : { colour: false }) });
  }
}

async function run(
  suite: Suite,
  flags: EvalFlags,
  dataset: Awaited<ReturnType<typeof loadDataset>>,
): Promise<RunOutcome> {
  const abort = new AbortController();
  const interrupt = () => abort.abort();
  process.once('SIGINT', interrupt);
  let progress: Progress | null = null;
  let done = 0;
  const quiet = flags.quiet === true;
  try {
    return await runSuite(suite, dataset, {
      backend: flags.backend,
      workers: flags.workers,
      cache: openCellCache(process.env.RAPA_CACHE_DIR ?? join('.rapa', 'cells')),
      fresh: flags.fresh === true,
      dryRun: flags.dryRun === true,
      selection: {
        ...(flags.limit === undefined ? {} : { limit: flags.limit }),
        ...(flags.grep === undefined ? {} : { grep: flags.grep }),
        ...(flags.shard === undefined ? {} : { shard: parseShard(flags.shard) }),
      },
      signal: abort.signal,
      onPlan: (plan) => {
        if (!quiet || flags.dryRun) process.stderr.write(describePlan(suite, plan, { details: flags.dryRun === true }));
        if (!flags.dryRun) progress = createProgress(plan.cells.length - plan.cached.size, { unit: 'cells', quiet });
      },
      onCell: ({ model, attack }) => progress?.update(++done, `${model} / ${attack.id}`),
    });
  } finally {
    (progress as Progress | null)?.stop();
    process.removeListener('SIGINT', interrupt);
  }
}

function applySeed(suite: Suite, seed: number | undefined): Suite {
  return seed === undefined ? suite : { ...suite, evaluation: { ...suite.evaluation, seed } };
}

function checkUpdate({ updateBaseline, limit, grep, shard }: EvalFlags): void {
  if (!updateBaseline || (limit ?? grep ?? shard) === undefined) return;
  throw new UserError({
    where: '--update-baseline',
    expected: 'a whole run, as later runs are held against it',
    found: 'a run that leaves something out (--limit, --grep or --shard)',
    remedy: 'leave those flags out',
  });
}

function reportInterruption({ plan, records }: RunOutcome): number {
  process.stderr.write(
    `\nInterrupted: ${records.length} of ${plan.cells.length} cells are done and kept. Go on with the same command:\n` +
      `  ${reproduction(process.argv[3] ?? '')}\n`,
  );
  return exitCodes.interrupted;
}

/** The command that repeats this run, as a user types it. */
function reproduction(file: string): string {
  const words = process.argv.slice(3).filter((word) => word !== file && word !== '-u' && word !== '--update-baseline');
  const quoted = words.map((word) => (/^[\w./:=@,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`));
  return ['npm run eval', ...(quoted.length > 0 ? ['--'] : []), file, ...quoted].join(' ');
}
