import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomStream } from '../../src/base/random.js';
import { sha256 } from '../../src/base/stableHash.js';
import type { Cell, CellRecord } from '../../src/contract/cell.js';
import type { ResultModel, Results } from '../../src/contract/result.js';
import type { Suite } from '../../src/contract/suite.js';
import { strengthValues } from '../../src/metrics/strengthValues.js';
import { type PlanOptions, planCells } from '../../src/planning/planCells.js';
import { type AssembleInput, assembleResults } from '../../src/results/assembleResults.js';
import { parseSuite } from '../../src/suites/parseSuite.js';

/** A suite in its written form that uses everything there is. */
export const writtenSuite = {
  $schema: '../schemas/suite.schema.json',
  name: 'made-up',
  dataset: { name: 'mnist', split: 'test' },
  models: [
    { id: 'baseline', path: '../models/baseline', label: 'Baseline' },
    { id: 'enlarged', path: '../models/enlarged' },
    { id: 'random-16', path: '../models/random-16' },
  ],
  attacks: [
    { id: 'fgsm', kind: 'fgsm', snrDb: [50, 40, 33, 25], snrReference: 'centered', eot: 3 },
    { id: 'fgsm-eps', kind: 'fgsm', epsilons: [0, '2/255', '8/255', 0.1] },
  ],
  evaluation: { draws: 4, vote: 3, seed: 7 },
  reference: { model: 'baseline', snrDb: 33 },
  assertions: [
    { select: { model: 'random-16', attack: 'fgsm', snrDb: 33 }, metric: 'relativeAccuracy', min: 0.3 },
    { select: { model: 'random-16', attack: 'fgsm' }, metric: 'gapReduction', min: 0.1, max: 1 },
    { metric: 'cleanAccuracy', min: 0.8 },
  ],
};

const folder = mkdtempSync(join(tmpdir(), 'rapa-suites-'));
let files = 0;

/** Writes text or bytes, or a value as JSON, to a file of its own and names it. */
export function writeFile(content: unknown): string {
  const file = join(folder, `${files++}.json`);
  writeFileSync(
    file,
    typeof content === 'string' || content instanceof Uint8Array ? content : JSON.stringify(content, null, 2),
  );
  return file;
}

export function makeSuite(changes: object = {}): Suite {
  return parseSuite(writeFile({ ...writtenSuite, ...changes }));
}

export const datasetImages = 1100;

export function planOptions(changes: Partial<PlanOptions> = {}): PlanOptions {
  return {
    datasetImages,
    classes: 10,
    datasetSha256: sha256('data'),
    modelSha256: { baseline: sha256('baseline'), enlarged: sha256('enlarged'), 'random-16': sha256('random-16') },
    modelStochastic: { baseline: false, enlarged: false, 'random-16': true },
    numerics: 'n1',
    engine: 'wasm wasm SIMD',
    ...changes,
  };
}

/** By how much a model's chances fall short of 1 at each point; `damage` lowers all of them, as broken weights would. */
export interface MadeModels {
  readonly damage?: Readonly<Record<string, number>>;
  /** Another value gives other luck, as another but equally good training would. */
  readonly luck?: number;
}

/** Of clean images, the same under every attack. */
const cleanStream = 99;
const skill: Readonly<Record<string, number>> = { baseline: 0.9, enlarged: 0.95, 'random-16': 1 };

/** A record as a model of a certain skill would leave it: each image has a hardness that all models share. */
export function makeRecord(cell: Cell, { damage = {}, luck = 0 }: MadeModels = {}): CellRecord {
  const [from, to] = cell.images;
  const { draws } = cell.evaluation;
  const images = Array.from({ length: to - from }, (_, i) => from + i);
  const values = strengthValues(cell.attack.strength);
  const chance = (image: number, strain: number) =>
    (1 - strain * randomStream(1, 'test', image).float() - (damage[cell.model] ?? 0)) * skill[cell.model]!;
  const hits = (image: number, strain: number, stream: number) => {
    const random = randomStream(luck, 'test', image, stream, stream === cleanStream ? 4 : values.length);
    let count = 0;
    for (let draw = 0; draw < draws; draw++) if (random.float() < chance(image, strain) + 0.06) count++;
    return count;
  };
  return {
    schemaVersion: 1,
    key: cell.key,
    model: cell.model,
    attack: cell.attack.id,
    images: cell.images,
    draws,
    clean: images.map((image) => hits(image, 0.05, cleanStream)),
    points: values.map((value, point) => ({
      epsilonSum: images.reduce((sum, image) => sum + (point + 1) * 0.01 + image * 1e-7, 0),
      snrDbSum:
        cell.attack.strength.kind === 'snrDb'
          ? images.reduce((sum, image) => sum + value + image * 1e-5, 0)
          : point === 0
            ? 0
            : images.length * (44 - 6 * point),
      snrDbCount: cell.attack.strength.kind === 'epsilons' && point === 0 ? 0 : images.length,
      hits: images.map((image) =>
        hits(image, (point + 1) / values.length, point + (cell.attack.strength.kind === 'epsilons' ? 50 : 0)),
      ),
    })),
    gallery: Array.from({ length: cell.gallery?.images ?? 0 }, (_, image) => ({
      model: cell.model,
      attack: cell.attack.id,
      image,
      label: 3,
      epsilon: 0.01,
      snrDb: 33,
      shape: [1, 1, 1],
      clean: { class: 3, confidence: 0.9 },
      adversarial: { class: 4, confidence: 0.5 },
      cleanPixels: 'AA==',
      adversarialPixels: 'Ag==',
      perturbationPixels: 'lA==',
    })),
    durationMs: 5,
  };
}

const environment: Results['environment'] = {
  date: '2026-01-02T03:04:05.000Z',
  node: 'v20.0.0',
  tfjs: '4.22.0',
  harness: '0.1.0',
  numerics: 'n1',
  backend: 'wasm',
  simd: 'wasm SIMD',
  cpu: 'a processor',
  workers: 2,
  git: { commit: 'abc', dirty: false },
  durationMs: 1000,
  computedCells: 1,
  cachedCells: 0,
};

/** All that assembleResults takes, of a whole run unless changed. */
export function makeInput(
  suite: Suite,
  {
    made = {},
    plan = {},
    ...changes
  }: Partial<AssembleInput> & { readonly made?: MadeModels; readonly plan?: Partial<PlanOptions> } = {},
): AssembleInput {
  const options = planOptions(plan);
  const cells = planCells(suite, options);
  const models = suite.models.map(
    ({ id, label, reduce, reduces }): ResultModel => ({
      id,
      label,
      path: `../models/${id}`,
      sha256: options.modelSha256[id]!,
      parameters: { convolution: 79_328, total: 90_000 },
      tiles: options.modelStochastic[id] ? [16, 4, 1] : [],
      scheme: options.modelStochastic[id] ? 'random' : 'none',
      stochastic: options.modelStochastic[id]!,
      ...(reduce === undefined ? {} : { reduce }),
      ...(reduces === undefined ? {} : { reduces }),
    }),
  );
  return {
    suite,
    cells,
    records: cells.map((cell) => makeRecord(cell, made)),
    failures: [],
    partial: null,
    command: 'npm run eval -- suites/made-up.json',
    environment,
    dataset: {
      name: suite.dataset.name,
      split: suite.dataset.split,
      images: options.datasetImages,
      sha256: options.datasetSha256,
      classNames: ['0', '1', '2', '3', '4'],
      channelMeans: [0.1],
    },
    models,
    ...changes,
  };
}

export function makeResults(suite: Suite, changes: Parameters<typeof makeInput>[1] = {}): Results {
  return assembleResults(makeInput(suite, changes));
}
