import type { TrainingRecord } from '../contract/trainingRecord.js';
import { alexNet, arrayRunTime, balancedTiles } from './arrayRunTime.js';
import type { PaperRecords } from './paperRecords.js';
import { errorInterval } from './paperTables.js';
import { theorySweep } from './theorySweep.js';

/** A claim of the paper and the result here. */
export interface PaperClaim {
  readonly claim: string;
  readonly paper: string;
  readonly here: string;
  /** `open`: a required training or run is missing. */
  readonly verdict: 'holds' | 'does not hold' | 'open';
}

/** S of each model's first convolution, by the name of its recipe. */
export type Similarities = ReadonlyMap<string, number>;

/** Checks every claim against the records; point estimates decide, intervals are shown. */
export function paperClaims(records: PaperRecords, similarities: Similarities): PaperClaim[] {
  const tables = [
    ['table1', 'CIFAR-10, seed 1'],
    ['table1-seed2', 'CIFAR-10, seed 2'],
    ['cifar100', 'CIFAR-100'],
  ] as const;
  return [
    ...tables.flatMap(([folder, label]) => schemeClaims(records, folder, label)),
    overfitting(records),
    gapClaim(records, {
      suite: 'paper-table1',
      model: 'random',
      claim: 'Random tiling, 16 tiles, reduces the gap at 33 dB',
      paper: 0.41,
    }),
    gapClaim(records, {
      suite: 'paper-comparators',
      model: 'adversarial',
      claim: 'Adversarial training reduces the gap at 33 dB (another network)',
      paper: 0.54,
    }),
    gapClaim(records, {
      suite: 'paper-comparators',
      model: 'parseval',
      claim: 'Parseval regularisation reduces the gap at 33 dB (another network)',
      paper: 0.06,
    }),
    ...['imageOverlap', 'imagePad', 'alternate', 'randomFixed'].map((scheme) =>
      similarityClaim(similarities, `paper/table1/${scheme}`, {
        claim: `S < 0.01 with max pooling, ${scheme}`,
        test: (s) => s < 0.01,
      }),
    ),
    similarityClaim(similarities, 'paper/table1/random', {
      claim: 'S > 0.1 with max pooling, random',
      test: (s) => s > 0.1,
    }),
    similarityClaim(similarities, 'paper/table2/average-random', {
      claim: 'S near 1 with average pooling, random',
      test: (s) => s > 0.9,
    }),
    alexNetClaim(),
    theoryClaim(),
  ];
}

function schemeClaims({ trainings }: PaperRecords, folder: string, label: string): PaperClaim[] {
  const of = (scheme: string) => trainings.get(`paper/${folder}/${scheme}`);
  const random = of('random');
  const others = ['imageOverlap', 'imagePad', 'alternate', 'randomFixed'].map(of);
  const claims = [
    { claim: `${label}: random is the best of the tiling schemes`, than: others, paper: 'yes' },
    {
      claim: `${label}: random is at least as good as no tiling`,
      than: [of('none')],
      paper: folder.startsWith('table1') ? '17.67 % against 18.93 %' : 'yes',
    },
    { claim: `${label}: perforation does not explain it (random is better)`, than: [of('perforated')], paper: 'yes' },
  ];
  return claims.map(({ claim, than, paper }) => ({ claim, paper, ...betterThan(random, than) }));
}

function betterThan(
  record: TrainingRecord | undefined,
  others: readonly (TrainingRecord | undefined)[],
): Pick<PaperClaim, 'here' | 'verdict'> {
  const known = others.filter((other) => other !== undefined);
  if (record === undefined || known.length < others.length) return { here: 'not all trained yet', verdict: 'open' };
  const nearest = known.reduce((best, other) => (other.final.testError < best.final.testError ? other : best));
  const difference = nearest.final.testError - record.final.testError;
  const apart =
    errorInterval(record)[1] < errorInterval(nearest)[0] || errorInterval(nearest)[1] < errorInterval(record)[0];
  const here = `${percent(record.final.testError)} against ${percent(nearest.final.testError)} of ${nearest.recipe.name}; intervals ${apart ? 'apart' : 'overlap'}`;
  return { here, verdict: difference >= 0 ? 'holds' : 'does not hold' };
}

function overfitting({ trainings }: PaperRecords): PaperClaim {
  const [none, random] = ['none', 'random'].map((scheme) => trainings.get(`paper/table1/${scheme}`));
  const fixed = { claim: 'Random tiling overfits less: its train error is higher', paper: '7.06 % against near 0' };
  if (none === undefined || random === undefined) return { ...fixed, here: 'not all trained yet', verdict: 'open' };
  const higher = random.final.trainError > none.final.trainError;
  const here = `${percent(random.final.trainError)} against ${percent(none.final.trainError)}`;
  return { ...fixed, here, verdict: higher ? 'holds' : 'does not hold' };
}

/** Holds if the paper's reduction is in the measured interval or below it. */
function gapClaim(
  { gaps }: PaperRecords,
  {
    suite,
    model,
    claim,
    paper,
  }: { readonly suite: string; readonly model: string; readonly claim: string; readonly paper: number },
): PaperClaim {
  const gap = gaps.get(suite)?.find((entry) => entry.model === model && entry.attack === 'fgsm' && entry.snrDb === 33);
  const fixed = { claim, paper: `${(100 * paper).toFixed(0)} %` };
  if (!gap || gap.reduction === null || gap.reductionInterval === null) {
    return { ...fixed, here: `suite ${suite} has not been run yet`, verdict: 'open' };
  }
  const [low, high] = gap.reductionInterval;
  const here = `${percent(gap.reduction)} [${percent(low)}, ${percent(high)}]`;
  return { ...fixed, here, verdict: high >= paper ? 'holds' : 'does not hold' };
}

function similarityClaim(
  similarities: Similarities,
  name: string,
  { claim, test }: { readonly claim: string; readonly test: (similarity: number) => boolean },
): PaperClaim {
  const similarity = similarities.get(name);
  const paper = 'yes';
  if (similarity === undefined) return { claim, paper, here: 'not trained yet', verdict: 'open' };
  return { claim, paper, here: `S = ${similarity.toFixed(4)}`, verdict: test(similarity) ? 'holds' : 'does not hold' };
}

function alexNetClaim(): PaperClaim {
  const tiles = balancedTiles(alexNet);
  const { layers } = arrayRunTime(alexNet, tiles);
  const here = `(${tiles.join(', ')}): ${layers.map(({ load }) => load).join(', ')} patches a tile`;
  return {
    claim: 'AlexNet is balanced by (17, 4, 1, 1, 1) tiles',
    paper: 'yes',
    here,
    verdict: tiles.join() === '17,4,1,1,1' ? 'holds' : 'does not hold',
  };
}

function theoryClaim(): PaperClaim {
  const points = theorySweep(1);
  const worst = Math.max(...points.map(({ average, ofMean, regularizer }) => Math.abs(average - ofMean - regularizer)));
  const least = Math.min(...points.map(({ regularizer }) => regularizer));
  return {
    claim: 'Random tiles add a regulariser R >= 0 to the loss of the mean weights',
    paper: 'yes',
    here: `${points.length} settings: rest at most ${worst.toExponential(1)}, R at least ${least.toExponential(1)}`,
    verdict: worst < 1e-9 && least > -1e-12 ? 'holds' : 'does not hold',
  };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
