import { UserError } from '../base/errors.js';
import { stableHash } from '../base/stableHash.js';
import type { Cell } from '../contract/cell.js';
import type { ImageRange } from '../contract/imageRange.js';
import type { AttackSpec, Suite } from '../contract/suite.js';
import { galleryPoint } from '../metrics/galleryPoint.js';
import { auditProbes, largeEpsilonId } from './auditProbes.js';
import type { PlannedPair } from './cellBudget.js';
import { cellsOfShard } from './cellsOfShard.js';
import { checkClasses } from './checkClasses.js';
import { imageRanges } from './imagesPerCell.js';
import type { Shard } from './parseShard.js';
import { attackDefinition, type PlannedModels, planAttack } from './planAttack.js';
import { type ModelAttackPair, selectPairs } from './selectPairs.js';
import { selectProbes } from './selectProbes.js';
import { sharedSizes } from './sharedSizes.js';

/** Number of images shown in reports for each model and attack. */
const galleryImages = 8;

/** Facts that the plan needs in addition to the suite. */
export interface PlanOptions {
  /** Images in the data set's split. */
  readonly datasetImages: number;
  /** Classes of the data set. */
  readonly classes: number;
  readonly datasetSha256: string;
  /** Channel means that `centered` SNRs subtract; part of the keys if given. */
  readonly channelMeans?: readonly number[];
  /** Per model id and per path of a transfer source: SHA-256 of topology and weights, and whether the model is stochastic. */
  readonly modelSha256: Readonly<Record<string, string>>;
  readonly modelStochastic: Readonly<Record<string, boolean>>;
  /** SHA-256 of the published corruptions that attacks name. */
  readonly corruptionSha256?: Readonly<Record<string, string>>;
  /** Hash of the code that computes the results. */
  readonly numerics: string;
  /** Backend and its SIMD level. */
  readonly engine: string;
  /** Only the first so many images. */
  readonly limit?: number;
  /** Regular expression on `model/attack`. */
  readonly grep?: string;
  readonly shard?: Shard;
}

/**
 * The cells of a suite: models x attacks x ranges of images, in this order, then those that the audit adds. Expensive attacks
 * have shorter ranges. A cell's key hashes everything that determines its record and none of the suite's names. Shards are
 * disjoint and equal in expected time. Throws `UserError` if nothing is selected, or the data set has too few classes for an attack.
 */
export function planCells(suite: Suite, options: PlanOptions): Cell[] {
  checkClasses(suite, options.classes);
  const images = imagesOf(options);
  const context = planContext(suite, options);
  const cells = [
    ...selectPairs(suite.models, suite.attacks, options.grep).flatMap((pair) => planRanges(pair, images, context)),
    ...planAudit(suite, images, context),
  ];
  const facts = { isStochastic: context.models.stochastic, classes: options.classes };
  return options.shard === undefined ? cells : cellsOfShard(cells, options.shard, facts);
}

interface PlanContext {
  readonly suite: Suite;
  readonly options: PlanOptions;
  readonly models: PlannedModels;
  readonly probes: readonly AttackSpec[];
  readonly pairOf: (names: ModelAttackPair) => PlannedPair;
  readonly imagesPerCell: (pair: PlannedPair) => number;
}

function planContext(suite: Suite, options: PlanOptions): PlanContext {
  const models: PlannedModels = {
    stochastic: (name) => factOf(options.modelStochastic, name),
    sha256: (name) => factOf(options.modelSha256, name),
  };
  const probes = suite.audit === undefined ? [] : auditProbes(suite);
  const attacks = [...suite.attacks, ...probes];
  const pairs = suite.models.flatMap(({ id }) => attacks.map((attack) => planPair(id, attack, { suite, models })));
  const named = new Map(pairs.map((pair) => [`${pair.model}/${pair.attack.id}`, pair]));
  return {
    ...{ suite, options, models, probes },
    pairOf: ({ model, attack }) => named.get(`${model}/${attack}`)!,
    imagesPerCell: sharedSizes(pairs, { isStochastic: models.stochastic, classes: options.classes }),
  };
}

/** The cells that the audit adds, on the audit's number of images. */
function planAudit(suite: Suite, images: number, context: PlanContext): Cell[] {
  if (suite.audit === undefined) return [];
  const { options, models, probes } = context;
  const audited = suite.models.map(({ id }) => ({ id, stochastic: models.stochastic(id) }));
  const own = Math.min(images, suite.audit.images);
  return selectProbes(audited, probes, options.grep).flatMap((pair) => planRanges(pair, own, context));
}

function planRanges(names: ModelAttackPair, images: number, context: PlanContext): Cell[] {
  const pair = context.pairOf(names);
  return imageRanges(images, context.imagesPerCell(pair)).map((range) => planCell(pair, range, context));
}

function imagesOf({ datasetImages, limit = datasetImages }: PlanOptions): number {
  if (Number.isSafeInteger(limit) && limit >= 1) return Math.min(limit, datasetImages);
  throw new UserError({
    where: '--limit',
    expected: 'a whole number of images, at least 1',
    found: String(limit),
    remedy: 'remove it to use all images',
  });
}

/** Deterministic models use one draw, one vote and one gradient. */
function planPair(
  model: string,
  asked: AttackSpec,
  { suite, models }: Pick<PlanContext, 'suite' | 'models'>,
): PlannedPair {
  const evaluation = models.stochastic(model) ? suite.evaluation : { ...suite.evaluation, draws: 1, vote: 1 };
  const counting = asked.id === largeEpsilonId ? ({ countsZeroGradients: true } as const) : {};
  return { model, attack: planAttack(asked, model, models), evaluation, ...counting };
}

function planCell(pair: PlannedPair, range: ImageRange, { suite, options, models, probes }: PlanContext): Cell {
  const { model, attack, ...judging } = pair;
  const unseen = [...probes, ...suite.attacks.filter(({ decomposes }) => decomposes !== undefined)];
  const isShown = range[0] === 0 && attack.kind !== 'smoothing' && !unseen.some(({ id }) => id === attack.id);
  const gallery = isShown
    ? { point: galleryPoint(attack.strength, suite.reference?.snrDb), images: Math.min(galleryImages, range[1]) }
    : undefined;
  const key = stableHash({
    numerics: options.numerics,
    engine: options.engine,
    model: models.sha256(model),
    dataset: { sha256: options.datasetSha256, split: suite.dataset.split, channelMeans: options.channelMeans },
    images: range,
    attack: attackDefinition(attack, models),
    ...judging,
    gallery,
    ...publishedOf(attack, options),
  });
  return { key, ...pair, images: range, ...(gallery === undefined ? {} : { gallery }) };
}

/** The contents of a published corruption's file. */
function publishedOf(attack: AttackSpec, { corruptionSha256 = {} }: PlanOptions): object {
  if (attack.kind !== 'corruption' || attack.source !== 'published') return {};
  return { published: factOf(corruptionSha256, attack.corruption) };
}

function factOf<T>(facts: Readonly<Record<string, T>>, model: string): T {
  const fact = facts[model];
  if (fact === undefined) throw new Error(`the plan was given no facts about ${model}`);
  return fact;
}
