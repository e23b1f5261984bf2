import type { TrainingRecord } from '../contract/trainingRecord.js';
import { wilsonInterval } from '../metrics/wilsonInterval.js';
import type { PaperRecords } from './paperRecords.js';

/** A table of the page as display text. */
export interface PaperTable {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export const notYet = 'not trained yet';

/** Tiling schemes in the order of the paper's table 1, by the names of their recipes. */
const schemes = [
  ['none', 'no tiling'],
  ['perforated', 'perforated'],
  ['enlarged', 'enlarged'],
  ['imageOverlap', 'image w/overlap'],
  ['imagePad', 'image w/pad'],
  ['alternate', 'alternate'],
  ['randomFixed', 'random fixed'],
  ['random', 'random'],
] as const;

/** Figures from the paper's text; the tables themselves were not available. */
const paperErrors: Readonly<Record<string, string>> = { none: '18.93 % (near 0)', random: '17.67 % (7.06 %)' };

/** All tables filled by trainings. */
export function trainingTables({ trainings }: PaperRecords): PaperTable[] {
  const of = (name: string) => errorText(trainings.get(`paper/${name}`));
  return [
    {
      title: 'Table 1: test (train) error of tiling schemes, max pooling',
      head: ['scheme', 'paper, CIFAR-10', 'CIFAR-10, seed 1', 'CIFAR-10, seed 2', 'CIFAR-100'],
      rows: schemes.map(([scheme, label]) => [
        label,
        paperErrors[scheme] ?? 'not in its text',
        of(`table1/${scheme}`),
        of(`table1-seed2/${scheme}`),
        of(`cifar100/${scheme}`),
      ]),
    },
    {
      title: 'Table 2: test (train) error of pooling methods on CIFAR-10',
      head: ['pooling', 'no tiling', 'enlarged', 'random'],
      rows: [
        ['max', ...['none', 'enlarged', 'random'].map((kind) => of(`table1/${kind}`))],
        ...['average', 'mixed', 'stochastic'].map((pooling) => [
          pooling,
          ...['none', 'enlarged', 'random'].map((kind) => of(`table2/${pooling}-${kind}`)),
        ]),
      ],
    },
    {
      title: 'Comparators: test (train) error on CIFAR-10, max pooling',
      head: ['training', 'no tiling', 'random'],
      rows: [
        ['plain', of('table1/none'), of('table1/random')],
        ['on FGSM examples', of('comparators/adversarial'), of('comparators/random-adversarial')],
        ['Parseval', of('comparators/parseval'), of('comparators/random-parseval')],
      ],
    },
    {
      title: 'Controls: test (train) error on CIFAR-10, max pooling',
      head: ['what differs', 'no tiling', 'random'],
      rows: [
        ['nothing', of('table1/none'), of('table1/random')],
        [
          "normalisation: TensorFlow's defaults",
          of('normalization/none-tensorflow'),
          of('normalization/random-tensorflow'),
        ],
        ['normalisation that scales by a tenth', of('normalization/none-tenth'), of('normalization/random-tenth')],
        ['weight decay 0.002', of('decay/none-high'), '–'],
        ['weight decay 0.0001', of('decay/none-low'), of('decay/random-low')],
        ['48 epochs', of('longer/none-48'), of('longer/random-48')],
        ['96 epochs', of('longer/none-96'), of('longer/random-96')],
        ['128 tiles, 96 epochs', '–', of('longer/random-128-tiles')],
      ],
    },
    selectionTable(trainings),
    speedTable(trainings),
  ];
}

/** Numbers of images of a data set's splits, for intervals. */
const counts = { test: 10_000, train: 50_000 } as const;

/** `18.39 % [17.64, 19.16] (7.30 %)`: test error with its 95 % interval, train error. */
export function errorText(record: TrainingRecord | undefined): string {
  if (record === undefined) return notYet;
  const { testError, trainError } = record.final;
  const [low, high] = errorInterval(record);
  return `${percent(testError)} % [${percent(low)}, ${percent(high)}] (${percent(trainError)} %)`;
}

/** 95 % interval of a record's test error, over the images that it was measured on. */
export function errorInterval({ recipe, final }: TrainingRecord): readonly [number, number] {
  const images = recipe.holdOut ?? counts.test;
  return wilsonInterval(Math.round(final.testError * images), images);
}

function selectionTable(trainings: PaperRecords['trainings']): PaperTable {
  const rows = [...trainings.values()]
    .filter(({ recipe }) => recipe.holdOut !== undefined)
    .sort((a, b) => (a.recipe.name < b.recipe.name ? -1 : 1))
    .map((record) => {
      const { recipe } = record;
      const tiled = recipe.architecture.tiling === 'none' ? 'none' : recipe.architecture.tiles.join(', ');
      const { batchSize, learningRate, weightDecay, tileRateExponent, epochs } = recipe;
      const keys = [batchSize, learningRate, weightDecay, tileRateExponent, epochs].map(String);
      return [tiled, ...keys, errorText(record)];
    });
  return {
    title: 'Settings tried on the last 5,000 training images, held out',
    head: ['tiles', 'batch', 'peak rate', 'weight decay', 'tileRateExponent', 'epochs', 'held-out (train) error'],
    rows,
  };
}

function speedTable(trainings: PaperRecords['trainings']): PaperTable {
  const rows = [...trainings]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { recipe, durationMs, environment }]) => [
      name,
      String(recipe.epochs),
      (durationMs / 60_000).toFixed(0),
      ((1000 * recipe.epochs * (counts.train - (recipe.holdOut ?? 0))) / durationMs).toFixed(0),
      `${environment.backend}, ${environment.cpu}`,
    ]);
  return { title: 'Trainings', head: ['recipe', 'epochs', 'minutes', 'images/s', 'on'], rows };
}

function percent(share: number): string {
  return (100 * share).toFixed(2);
}

/** Gaps at 33 dB of every suite that was run, one row per model and attack. */
export function robustnessTable({ gaps }: PaperRecords): PaperTable {
  const interval = ([low, high]: readonly [number, number]) =>
    `[${(100 * low).toFixed(1)}, ${(100 * high).toFixed(1)}]`;
  const rows = [...gaps].flatMap(([suite, entries]) =>
    entries.map(({ model, attack, snrDb, relativeAccuracy, gapInterval, reduction, reductionInterval }) => [
      ...[suite, model, attack, `${snrDb} dB`],
      `${(100 * relativeAccuracy).toFixed(1)} % ${interval([1 - gapInterval[1], 1 - gapInterval[0]])}`,
      reduction === null
        ? 'reference'
        : `${(100 * reduction).toFixed(1)} % ${reductionInterval ? interval(reductionInterval) : ''}`,
    ]),
  );
  return {
    title: 'Robustness: relative accuracy and reduction of the gap',
    head: ['suite', 'model', 'attack', 'at', 'relative accuracy', 'reduction of the gap'],
    rows: rows.length > 0 ? rows : [['none of the suites has been run yet', '', '', '', '', '']],
  };
}

/** The table as Markdown. */
export function asMarkdown({ title, head, rows }: PaperTable): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [`**${title}**`, '', line(head), line(head.map(() => '---')), ...rows.map(line), ''].join('\n');
}
