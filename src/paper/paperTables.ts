import type { ResultGap } from '../contract/result.js';
import type { TrainingRecord } from '../contract/trainingRecord.js';
import { wilsonInterval } from '../metrics/wilsonInterval.js';
import { decimals, percent, percentWithInterval } from '../reports/text/numberText.js';
import { errorPercent, errorPercentValue } from './errorPercent.js';
import { gapOf, type PaperRecords, type PaperSuite, suiteError } from './paperRecords.js';
import type { ModelSimilarity } from './similarityFigure.js';

/** A table of the page as display text. */
export interface PaperTable {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export const notYet = 'not trained yet';
export const notRun = 'not run yet';

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

/** What the schemes are called, in this order. */
export const schemeLabels: readonly string[] = schemes.map(([, label]) => label);

/** Figures from the paper's text; the tables themselves were not available. */
const paperErrors: Readonly<Record<string, string>> = { none: '18.93 % (near 0)', random: '17.67 % (7.06 %)' };

/** What a network of the page is called: by its scheme in table 1 and where it is trained for longer, by its pooling beside the others of table 2. */
export function networkLabel(name: string, group: 'schemes' | 'poolings'): string {
  const own = name.split('/').at(-1)!;
  if (group === 'schemes') return labelOf(own.replace(/-\d+$/, ''));
  return name.includes('/table1/') ? 'max' : own.replace('-random', '');
}

/** Pooling methods in the order of the paper's table 2. */
export const poolings = ['max', 'average', 'mixed', 'stochastic'] as const;

/** Where the random network reduced by norm is measured. */
export function reducedByNorm(pooling: (typeof poolings)[number]) {
  return pooling === 'max'
    ? ({ suite: 'paper-reduction', model: 'random-by-norm' } as const)
    : ({ suite: 'paper-table2', model: `${pooling}-random-reduced` } as const);
}

/** The recipe of a network of table 2; those with max pooling are in table 1, too. */
export function table2Recipe(pooling: (typeof poolings)[number], kind: 'none' | 'enlarged' | 'random'): string {
  return pooling === 'max' ? `paper/table1/${kind}` : `paper/table2/${pooling}-${kind}`;
}

/** An untiled network and one with random tiling, by their recipes below `recipes/paper`, and the suite that attacks both. */
interface NetworkPair {
  readonly label: string;
  readonly none?: string;
  readonly random?: string;
  readonly suite?: PaperSuite;
}

/**
 * Trainings that differ from Table 1's in one thing, and the suite that attacks such a pair; every suite calls its networks `none` and `random`. Where there is
 * no random one, the suite has Table 1's.
 */
const controls: readonly NetworkPair[] = [
  { label: 'nothing', none: 'table1/none', random: 'table1/random', suite: 'paper-table1' },
  {
    label: "normalisation: TensorFlow's defaults",
    none: 'normalization/none-tensorflow',
    random: 'normalization/random-tensorflow',
    suite: 'paper-control-tensorflow',
  },
  {
    label: 'normalisation that scales by a tenth',
    none: 'normalization/none-tenth',
    random: 'normalization/random-tenth',
    suite: 'paper-control-tenth',
  },
  {
    label: 'weight decay 0.002, untiled network only',
    none: 'decay/none-high',
    suite: 'paper-control-high-decay',
  },
  {
    label: 'weight decay 0.0001',
    none: 'decay/none-low',
    random: 'decay/random-low',
    suite: 'paper-control-low-decay',
  },
  { label: '48 epochs', none: 'longer/none-48', random: 'longer/random-48', suite: 'paper-control-48-epochs' },
  { label: '96 epochs', none: 'longer/none-96', random: 'longer/random-96', suite: 'paper-control-96-epochs' },
  { label: '128 tiles, 96 epochs', random: 'longer/random-128-tiles' },
];

/** The controls, and the same two networks on the other data set. */
export const networkPairs: readonly NetworkPair[] = [
  ...controls,
  { label: 'CIFAR-100', none: 'cifar100/none', random: 'cifar100/random', suite: 'paper-cifar100' },
];

/** All tables filled by trainings. */
export function trainingTables(records: PaperRecords): PaperTable[] {
  const { trainings } = records;
  const of = (name: string) => errorText(trainings.get(`paper/${name}`));
  const withSvhn = hasSvhn(trainings);
  return [
    {
      title: 'Table 1: test (train) error of tiling schemes, max pooling',
      head: [
        'scheme',
        'paper, CIFAR-10',
        'CIFAR-10, seed 1',
        'CIFAR-10, seed 2',
        'CIFAR-100',
        ...(withSvhn ? ['SVHN'] : []),
      ],
      rows: schemes.map(([scheme, label]) => [
        label,
        paperErrors[scheme] ?? 'not in its text',
        of(`table1/${scheme}`),
        of(`table1-seed2/${scheme}`),
        of(`cifar100/${scheme}`),
        ...(withSvhn ? [errorText(trainings.get(`paper-svhn/${scheme}`))] : []),
      ]),
    },
    {
      title: 'Table 2: test (train) error of pooling methods on CIFAR-10',
      head: ['pooling', 'no tiling', 'enlarged', 'random', 'random, vote of 5', 'random, reduced by norm'],
      rows: poolings.map((pooling) => [
        pooling,
        ...(['none', 'enlarged', 'random'] as const).map((kind) =>
          errorText(trainings.get(table2Recipe(pooling, kind))),
        ),
        suiteErrorText(suiteError(records, { suite: 'paper-table2-vote5', model: `${pooling}-random` })),
        suiteErrorText(suiteError(records, reducedByNorm(pooling))),
      ]),
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
      rows: controls.map(({ label, none, random }) => [
        label,
        ...[none, random].map((recipe) => (recipe === undefined ? '–' : of(recipe))),
      ]),
    },
    selectionTable(trainings),
    speedTable(trainings),
  ];
}

/** Whether a network was trained on SVHN; its images are not part of the queue's data, so that the page has its column and claims only then. */
export function hasSvhn(trainings: PaperRecords['trainings']): boolean {
  return [...trainings.values()].some(({ recipe }) => recipe.dataset.name === 'svhn');
}

/** Numbers of images of a recipe's data set, for intervals and speeds. */
function imageCounts({ dataset }: TrainingRecord['recipe']): { readonly train: number; readonly test: number } {
  return dataset.name === 'svhn' ? { train: 73_257, test: 26_032 } : { train: 50_000, test: 10_000 };
}

/** `18.39 % [17.64, 19.16] (7.30 %)`: test error with its 95 % interval, train error. */
export function errorText(record: TrainingRecord | undefined): string {
  if (record === undefined) return notYet;
  const { testError, trainError } = record.final;
  return `${errorWithInterval(testError, errorInterval(record))} (${errorPercent(trainError)})`;
}

/** 95 % interval of a record's test error, over the images that it was measured on. */
export function errorInterval({ recipe, final }: TrainingRecord): readonly [number, number] {
  const images = recipe.holdOut ?? imageCounts(recipe).test;
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
      ((1000 * recipe.epochs * (imageCounts(recipe).train - (recipe.holdOut ?? 0))) / durationMs).toFixed(0),
      `${environment.backend}, ${environment.cpu}`,
    ]);
  return { title: 'Trainings', head: ['recipe', 'epochs', 'minutes', 'images/s', 'on'], rows };
}

/** The networks that random tiling with max pooling is reduced to, beside it and the untiled one. */
export function reductionTable(records: PaperRecords): PaperTable {
  const models = [
    ['none', 'no tiling'],
    ['random', 'random, 16 tiles'],
    ['random-by-any', 'first tile of each layer'],
    ['random-by-norm', 'tile of the highest norm'],
    ['random-by-wins', 'tile of most pooling wins'],
    ['random-by-mean', 'mean of the tiles'],
  ] as const;
  const suite = 'paper-reduction';
  return {
    title: 'Reduction to the original network: what is in the weights, what in the randomness',
    head: [
      'network',
      'test error',
      'FGSM at 33 dB, relative accuracy',
      'FGSM, EOT 20',
      'reduction of the gap',
      'reduction of the gap, EOT 20',
    ],
    rows: models.map(([model, label]) => [
      label,
      suiteErrorText(suiteError(records, { suite, model })),
      ...robustnessCells(records, { suite, model }),
    ]),
  };
}

/** Whether the gain of random tiling depends on what the controls change, or on the data: each pair's gaps, reduced relative to its own untiled network. */
export function controlTable(records: PaperRecords): PaperTable {
  return {
    title: 'Does the gain depend on normalisation, weight decay, epochs or the data?',
    head: [
      'what differs',
      'FGSM at 33 dB, relative accuracy, no tiling',
      'relative accuracy, random',
      'relative accuracy, random, EOT 20',
      'reduction of the gap by random tiling, FGSM',
      'reduction of the gap by random tiling, EOT 20',
    ],
    rows: networkPairs.flatMap(({ label, suite }) => {
      if (suite === undefined) return [];
      const [none, random] = ['none', 'random'].map((model) => robustnessCells(records, { suite, model }));
      return [[label, none![0]!, ...random!]];
    }),
  };
}

/** S beside the robustness of every network with several tiles; the gap of one trained for longer is reduced relative to the untiled network with as many epochs. */
export function diversityTable(records: PaperRecords, similarities: readonly ModelSimilarity[]): PaperTable {
  const models = [
    ...(['imageOverlap', 'imagePad', 'alternate', 'randomFixed', 'random'] as const).map(
      (scheme) => [`paper/table1/${scheme}`, 'paper-table1', scheme, `max pooling, ${labelOf(scheme)}`] as const,
    ),
    ...([48, 96] as const).map(
      (epochs) =>
        [
          `paper/longer/random-${epochs}`,
          `paper-control-${epochs}-epochs`,
          'random',
          `max pooling, random, ${epochs} epochs`,
        ] as const,
    ),
    ...poolings
      .slice(1)
      .map(
        (pooling) =>
          [table2Recipe(pooling, 'random'), 'paper-table2', `${pooling}-random`, `${pooling} pooling, random`] as const,
      ),
  ];
  return {
    title: 'Does robustness follow the diversity of the tiles?',
    head: [
      'network',
      'S of its first layer',
      'FGSM at 33 dB, relative accuracy',
      'FGSM, EOT 20',
      'reduction of the gap',
      'reduction of the gap, EOT 20',
    ],
    rows: models.map(([name, suite, model, label]) => {
      const similarity = similarities.find((one) => one.model === name)?.layers[0]?.similarity ?? null;
      return [
        label,
        similarity === null ? notYet : decimals(similarity, 4),
        ...robustnessCells(records, { suite, model }),
      ];
    }),
  };
}

function labelOf(scheme: string): string {
  return schemes.find(([name]) => name === scheme)![1];
}

function robustnessCells(records: PaperRecords, of: { readonly suite: PaperSuite; readonly model: string }): string[] {
  const gaps = ['fgsm', 'fgsm-eot20'].map((attack) => gapOf(records, { ...of, attack }));
  return [
    ...gaps.map((gap) => (gap === undefined ? notRun : relativeText(gap))),
    ...gaps.map((gap) => (gap === undefined ? notRun : reductionText(gap))),
  ];
}

function suiteErrorText(found: ReturnType<typeof suiteError>): string {
  if (found === undefined) return notRun;
  return errorWithInterval(found.error, found.interval);
}

function relativeText({ relativeAccuracy, gapInterval: [low, high] }: ResultGap): string {
  return percentWithInterval(relativeAccuracy, [1 - high, 1 - low]);
}

function reductionText({ reduction, reductionInterval }: ResultGap): string {
  if (reduction === null) return 'reference';
  return reductionInterval === null ? percent(reduction) : percentWithInterval(reduction, reductionInterval);
}

function errorWithInterval(error: number, [low, high]: readonly [number, number]): string {
  return `${errorPercent(error)} [${errorPercentValue(low)}, ${errorPercentValue(high)}]`;
}

/** Gaps at 33 dB of every suite of recipes that was run, one row per model and attack. */
export function robustnessTable({ results }: PaperRecords): PaperTable {
  const rows = [...results]
    .filter(([suite]) => suite !== 'cifar10-figure4')
    .flatMap(([suite, { gaps }]) =>
      gaps.map((gap) => [suite, gap.model, gap.attack, `${gap.snrDb} dB`, relativeText(gap), reductionText(gap)]),
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
