import { join } from 'node:path';
import { UserError } from '../base/errors.js';
import { exitCodes } from '../base/exitCodes.js';
import type { Results } from '../contract/result.js';
import type { Suite } from '../contract/suite.js';
import { loadDataset } from '../datasets/loadDataset.js';
import { resolveDataDir } from '../datasets/resolveDataDir.js';
import { withRefusedComparison } from '../gate/formVerdict.js';
import { shardFolder, shardText } from '../planning/parseShard.js';
import { assembleResults } from '../results/assembleResults.js';
import type { RunOutcome } from '../runner/runSuite.js';
import { cacheFolder } from './cacheFolder.js';
import { ensureWritable } from './ensureWritable.js';
import type { EvalFlags } from './evalFlags.js';
import { defaultBaseline, gateResults, type NamedBaseline, readBaseline } from './gateResults.js';
import { publishResults } from './publishResults.js';
import { readSuite, resultPlugins } from './readSuite.js';
import { parseReporters } from './reporterOption.js';
import { resultDataset, resultModels, resultSources, runEnvironment } from './resultFacts.js';
import { runWithProgress } from './runWithProgress.js';
import { typedCommand } from './typedCommand.js';
import { checkUpdate, replaceBaseline } from './updateBaseline.js';
import { verdictExitCode } from './verdictExitCode.js';

/** Runs a suite, writes its reports and returns the exit code of its verdict. */
export async function evaluateSuite(file: string, flags: EvalFlags): Promise<number> {
  const startedAt = performance.now();
  const reporters = parseReporters(flags.reporter);
  const { suite: asWritten, plugins } = await readSuite(file, flags);
  const suite = applySeed(asWritten, flags.seed);
  const folder = flags.output ?? defaultFolder(suite, flags);
  if (flags.shard?.from !== undefined && flags.quiet !== true) {
    process.stderr.write(`shard ${shardText(flags.shard)}, from ${flags.shard.from}\n`);
  }
  const baselineFile = flags.baseline ?? defaultBaseline(suite.file, suite.name);
  checkUpdate(flags, process.env);
  refuseFreshQueue(flags);
  refusePluginsOnQueue(suite, flags);
  const isCompared = flags.baseline !== undefined && !flags.updateBaseline;
  const baseline = isCompared ? readBaseline(flags.baseline) : undefined;
  const dataset = await loadDataset(suite.dataset, {
    dataDir: resolveDataDir(flags.dataDir),
    ...(flags.limit === undefined ? {} : { images: flags.limit }),
  });
  if (flags.dryRun === undefined) for (const place of [folder, cacheFolder()]) ensureWritable(place);
  const outcome = await runWithProgress(suite, dataset, flags);
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
      ...(shard === undefined ? {} : { shard: shardText(shard) }),
    },
    command: typedCommand({
      without: ['-u', '--update-baseline', '--force'],
      withoutValued: ['--queue', '--store', '--patience'],
    }),
    environment: runEnvironment(outcome, { workers: outcome.threads, startedAt }),
    dataset: resultDataset(dataset),
    models: resultModels(suite, outcome),
    sources: resultSources(suite, outcome),
    ...resultPlugins(plugins),
  });
  if (flags.updateBaseline) return updateBaseline(assembled, { folder, reporters, baselineFile, flags });
  return gateAndReport(assembled, { suite, folder, reporters, flags, baseline });
}

interface ReportTarget {
  readonly folder: string;
  readonly reporters: ReturnType<typeof parseReporters>;
  readonly flags: EvalFlags;
}

async function gateAndReport(
  assembled: Results,
  target: ReportTarget & { readonly suite: Suite; readonly baseline: NamedBaseline | undefined },
): Promise<number> {
  const { suite, baseline } = target;
  let results: Results;
  try {
    results = gateResults(assembled, { suiteFile: suite.file, baseline });
  } catch (error) {
    // Results are kept even if the baseline cannot be compared.
    await report(error instanceof UserError ? withRefusedComparison(assembled, refusalText(error)) : assembled, target);
    throw error;
  }
  await report(results, target);
  return verdictExitCode(results);
}

function refusalText({ parts: { expected, found } }: UserError): string {
  return `expected ${expected}, found ${found}`;
}

async function updateBaseline(
  results: Results,
  target: ReportTarget & { readonly baselineFile: string },
): Promise<number> {
  await report(results, target);
  process.stderr.write(`${replaceBaseline(target.baselineFile, results).join('\n')}\n`);
  return verdictExitCode(results);
}

async function report(results: Results, { folder, reporters, flags }: ReportTarget): Promise<void> {
  const { quiet = false, color, chartFormat, chartSize } = flags;
  const charts = { chartFormat, chartSize };
  await publishResults(results, { folder, reporters, quiet, charts, ...(color ? {} : { colour: false }) });
}

/** What is in the store of a queue is not computed again. */
function refuseFreshQueue({ queue, fresh }: EvalFlags): void {
  if (queue === undefined || fresh === undefined) return;
  throw new UserError({
    where: '--fresh',
    expected: 'no such flag with --queue, whose workers take over what the store has',
    found: 'both',
    remedy: 'name a --store that is empty',
  });
}

/** Workers of a queue run no code that a coordinator sends. */
function refusePluginsOnQueue({ plugins = [] }: Suite, { queue }: EvalFlags): void {
  if (queue === undefined || plugins.length === 0) return;
  throw new UserError({
    where: '--queue',
    expected: 'a suite without plug-ins: workers of a queue run no code that is sent to them',
    found: plugins.map(({ file }) => file).join(', '),
    remedy: 'use --shard i/n on machines that have the same files, then merge',
  });
}

/** Shards often share a working folder, so each has a folder of its own, which `merge` finds. */
function defaultFolder({ name }: Suite, { shard }: EvalFlags): string {
  const folder = join('reports', name);
  return shard === undefined ? folder : join(folder, shardFolder(shard));
}

function applySeed(suite: Suite, seed: number | undefined): Suite {
  return seed === undefined ? suite : { ...suite, evaluation: { ...suite.evaluation, seed } };
}

function reportInterruption({ plan, records }: RunOutcome): number {
  process.stderr.write(
    `\nInterrupted: ${records.length} of ${plan.cells.length} cells are done and saved. Resume with:\n` +
      `  ${typedCommand({ without: ['--fresh'] })}\n`,
  );
  return exitCodes.interrupted;
}
