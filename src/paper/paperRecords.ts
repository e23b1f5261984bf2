import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ResultGap, Results } from '../contract/result.js';
import type { TrainingRecord } from '../contract/trainingRecord.js';
import { readResults } from '../results/readResults.js';

/** The data of the paper's page: training records, and results of suites that were run. */
export interface PaperRecords {
  /** By the name of the recipe, e.g. `paper/table1/random`. */
  readonly trainings: ReadonlyMap<string, TrainingRecord>;
  /** By the name of the suite. */
  readonly results: ReadonlyMap<PaperSuite, Results>;
}

/** The suites of the page, by name, and their files below the folder of suites. */
const suiteFiles = {
  'cifar10-figure4': 'cifar10-figure4',
  'paper-table1': 'paper/table1',
  'paper-table2': 'paper/table2',
  'paper-table2-vote5': 'paper/table2-vote5',
  'paper-reduction': 'paper/reduction',
  'paper-comparators': 'paper/comparators',
} as const;

export type PaperSuite = keyof typeof suiteFiles;

/** The suites of the page, in its order. */
export const paperSuites = Object.keys(suiteFiles) as PaperSuite[];

/** A suite's file, for the command that runs it. */
export function suiteFile(suite: PaperSuite): string {
  return `suites/${suiteFiles[suite]}.json`;
}

/**
 * Reads every training.json below `models`/paper, and the results of the page's suites: from `reports`, else their baselines below `suites`.
 * What is missing is left out. Throws `UserError` for results that cannot be read.
 */
export function readPaperRecords({
  models,
  suites,
  reports,
}: {
  readonly models: string;
  readonly suites: string;
  readonly reports?: string;
}): PaperRecords {
  const folder = join(models, 'paper');
  const files = existsSync(folder) ? (readdirSync(folder, { recursive: true }) as string[]) : [];
  const trainings = files
    .filter((file) => /(^|[\\/])training\.json$/.test(file))
    .map((file) => readJson<TrainingRecord>(join(folder, file)))
    .map((record) => [record.recipe.name, record] as const);
  const results = paperSuites.flatMap((suite) => {
    const places = [
      ...(reports === undefined ? [] : [join(reports, suite, 'results.json')]),
      join(suites, suiteFiles[suite], '..', 'baselines', `${suite}.json`),
    ];
    const file = places.find((place) => existsSync(place));
    return file === undefined ? [] : [[suite, readResults(file)] as const];
  });
  return { trainings: new Map(trainings), results: new Map(results) };
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

function readJson<Content>(file: string): Content {
  return JSON.parse(readFileSync(file, 'utf8')) as Content;
}
