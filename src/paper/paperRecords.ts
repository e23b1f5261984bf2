import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ResultGap, Results } from '../contract/result.js';
import type { TrainingRecord } from '../contract/trainingRecord.js';

/** The data of the paper's page: training records, and gaps of suites that were run. */
export interface PaperRecords {
  /** By the name of the recipe, e.g. `paper/table1/random`. */
  readonly trainings: ReadonlyMap<string, TrainingRecord>;
  /** Gaps at 33 dB of results.json, by the name of the suite. */
  readonly gaps: ReadonlyMap<string, readonly ResultGap[]>;
}

/** Suites whose results are used if they are in the reports folder. */
export const paperSuites = ['paper-table1', 'paper-table2', 'paper-comparators', 'paper-reduction'] as const;

/** Reads every training.json below `models`/paper and the results of the paper's suites below `reports`; what is missing is left out. */
export function readPaperRecords(models: string, reports: string): PaperRecords {
  const folder = join(models, 'paper');
  const files = existsSync(folder) ? (readdirSync(folder, { recursive: true }) as string[]) : [];
  const trainings = files
    .filter((file) => /(^|[\\/])training\.json$/.test(file))
    .map((file) => readJson<TrainingRecord>(join(folder, file)))
    .map((record) => [record.recipe.name, record] as const);
  const gaps = paperSuites
    .map((suite) => [suite, join(reports, suite, 'results.json')] as const)
    .filter(([, file]) => existsSync(file))
    .map(([suite, file]) => [suite, readJson<Results>(file).gaps] as const);
  return { trainings: new Map(trainings), gaps: new Map(gaps) };
}

function readJson<Content>(file: string): Content {
  return JSON.parse(readFileSync(file, 'utf8')) as Content;
}
