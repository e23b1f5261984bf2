import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../base/stableHash.js';
import type { OutdatedReduction } from '../contract/reductionRecord.js';
import type { ResultGap, Results } from '../contract/result.js';
import type { TrainingRecord } from '../contract/trainingRecord.js';
import { readResults } from '../results/readResults.js';
import { readPaperTrainings } from './paperTrainings.js';

/** The data of the paper's page: training records, and results of suites that were run. */
export interface PaperRecords {
  /** By the name of the recipe, e.g. `paper/table1/random`. */
  readonly trainings: ReadonlyMap<string, TrainingRecord>;
  /** By the name of the suite. */
  readonly results: ReadonlyMap<PaperSuite, Results>;
  /** Records and results that were found and left out, with the reason, one sentence each. */
  readonly leftOut: readonly string[];
}

/** A model of a suite as it is there today. */
export interface PresentModel {
  /** Of the files and reading settings, as in results. */
  readonly sha256: string;
  readonly folder: string;
  readonly outdated?: OutdatedReduction;
}

/** The suites of the page, by name, and their files below the folder of suites. */
const suiteFiles = {
  'cifar10-figure4': 'cifar10-figure4',
  'paper-table1': 'paper/table1',
  'paper-table2': 'paper/table2',
  'paper-table2-vote5': 'paper/table2-vote5',
  'paper-reduction': 'paper/reduction',
  'paper-comparators': 'paper/comparators',
  'paper-control-tensorflow': 'paper/control-tensorflow',
  'paper-control-tenth': 'paper/control-tenth',
  'paper-control-high-decay': 'paper/control-high-decay',
  'paper-control-low-decay': 'paper/control-low-decay',
  'paper-control-48-epochs': 'paper/control-48-epochs',
  'paper-control-96-epochs': 'paper/control-96-epochs',
  'paper-cifar100': 'paper/cifar100',
} as const;

export type PaperSuite = keyof typeof suiteFiles;

/** The suites of the page, in its order. */
const paperSuites = Object.keys(suiteFiles) as PaperSuite[];

/** A suite's file, for the command that runs it. */
export function suiteFile(suite: PaperSuite): string {
  return `suites/${suiteFiles[suite]}.json`;
}

/**
 * Reads the training records below `models`/paper (see `readPaperTrainings`), and the results of the page's suites: from `reports`, else their baselines below
 * `suites`. What is missing is left out, and so are results of a part of the suite, of another version of its file, of other models than those there today or of reductions of older ones. Throws `UserError` for files that cannot be read.
 */
export function readPaperRecords({
  models,
  recipes,
  suites,
  reports,
  presentModels,
}: {
  readonly models: string;
  readonly recipes: string;
  readonly suites: string;
  readonly reports?: string;
  /** The models of a suite's file that are there, by id. */
  readonly presentModels: (file: string) => ReadonlyMap<string, PresentModel>;
}): PaperRecords {
  const { trainings, leftOut: staleRecords } = readPaperTrainings({ models, recipes });
  const results = new Map<PaperSuite, Results>();
  const leftOut = [...staleRecords];
  for (const suite of paperSuites) {
    const places = [
      ...(reports === undefined ? [] : [join(reports, suite, 'results.json')]),
      join(suites, suiteFiles[suite], '..', 'baselines', `${suite}.json`),
    ];
    const own = join(suites, `${suiteFiles[suite]}.json`);
    if (!existsSync(own)) continue;
    const current = sha256(readFileSync(own));
    // Hashing models takes long: once, and only for a suite with whole results of its own.
    let known: ReadonlyMap<string, PresentModel> | undefined;
    const present = () => {
      known ??= presentModels(own);
      return known;
    };
    for (const file of places.filter((place) => existsSync(place))) {
      const found = readResults(file);
      const fault =
        found.partial !== null
          ? 'a part of the suite'
          : found.suite.sha256 !== current
            ? `another version of ${suiteFile(suite)}`
            : otherModel(found, present(), suiteFile(suite));
      if (fault !== null) leftOut.push(`${file} is left out: it has the results of ${fault}.`);
      else if (!results.has(suite)) results.set(suite, found);
    }
  }
  return { trainings, results, leftOut };
}

/** What is another model than that of the results, if one is. */
function otherModel({ models }: Results, present: ReadonlyMap<string, PresentModel>, suite: string): string | null {
  for (const { id, path, sha256 } of models) {
    const today = present.get(id);
    if (today === undefined) continue;
    if (today.sha256 !== sha256) return `another model than today's at ${path}`;
    if (today.outdated !== undefined) return outdatedText(today.folder, today.outdated, suite);
  }
  return null;
}

function outdatedText(folder: string, { source, by }: OutdatedReduction, suite: string): string {
  const commands = `rapa reduce ${source} --by ${by} -o ${folder} and rapa eval ${suite}`;
  return `${folder}, a reduction of an older model than today's at ${source}; remove that folder, then ${commands}`;
}

/** A model's gap at 33 dB under an attack of a suite; nothing if the suite was not run or has no such gap. */
export function gapOf(
  { results }: Pick<PaperRecords, 'results'>,
  { suite, model, attack }: { readonly suite: PaperSuite; readonly model: string; readonly attack: string },
): ResultGap | undefined {
  const gaps = results.get(suite)?.gaps;
  return gaps?.find((gap) => gap.model === model && gap.attack === attack && gap.snrDb === 33);
}

/** A model's error on the clean test images in a suite, with its 95 % interval. */
export function suiteError(
  { results }: Pick<PaperRecords, 'results'>,
  { suite, model }: { readonly suite: PaperSuite; readonly model: string },
): { readonly error: number; readonly interval: readonly [number, number] } | undefined {
  const clean = results.get(suite)?.curves.find((curve) => curve.model === model)?.clean;
  if (clean === undefined) return undefined;
  const [low, high] = clean.interval;
  return { error: 1 - clean.hits / clean.total, interval: [1 - high, 1 - low] };
}
