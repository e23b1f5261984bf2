import { UserError } from '../base/errors.js';
import { stableHash } from '../base/stableHash.js';
import type { Cell, ImageRange } from '../contract/cell.js';
import type { AttackSpec, EvaluationSpec, Suite } from '../contract/suite.js';
import { auditProbes, largeEpsilonId } from './auditProbes.js';
import type { Shard } from './parseShard.js';
import { attackDefinition, type PlannedModels, planAttack } from './planAttack.js';
import { selectPairs } from './selectPairs.js';
import { selectProbes } from './selectProbes.js';

/** Images of one cell. Fixed, as it stands in the cells' keys: another size would miss every cached record. */
export const imagesPerCell = 250;

/** Images shown of each model and attack. */
const galleryImages = 8;

/** What the plan needs to know besides the suite. */
export interface PlanOptions {
  /** Images in the data set's split. */
  readonly datasetImages: number;
  readonly datasetSha256: string;
  /** Means that `centered` SNRs subtract; part of the keys where given. */
  readonly channelMeans?: readonly number[];
  /** Per model id, and per path of a transfer's source: SHA-256 of topology and weights, and whether it draws at random. */
  readonly modelSha256: Readonly<Record<string, string>>;
  readonly modelStochastic: Readonly<Record<string, boolean>>;
  /** Hash of the code that determines numbers. */
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
 * The cells of a suite: models x attacks x ranges of images, in this order. A cell's key hashes all that determines its
 * record and none of the names in the suite. An audit's own cells come last. Deterministic models take one draw, one vote and one gradient. A shard takes
 * every n-th cell. Throws `UserError` if nothing is selected.
 */
export function planCells(suite: Suite, options: PlanOptions): Cell[] {
  const images = imagesOf(options);
  const attacks = new Map(suite.attacks.map((attack) => [attack.id, attack]));
  const cells = selectPairs(suite.models, suite.attacks, options.grep).flatMap(({ model, attack }) =>
    rangesOf(images).map((range) => planCell({ model, attack: attacks.get(attack)!, range }, suite, options)),
  );
  cells.push(...planAudit(suite, images, options));
  const { shard } = options;
  return shard === undefined ? cells : cells.filter((_, index) => index % shard.count === shard.index - 1);
}

/** The cells that only the audit needs, after all others. */
function planAudit(suite: Suite, images: number, options: PlanOptions): Cell[] {
  if (suite.audit === undefined) return [];
  const probes = new Map(auditProbes(suite).map((probe) => [probe.id, probe]));
  const models = suite.models.map(({ id }) => ({ id, stochastic: factOf(options.modelStochastic, id) }));
  const ranges = rangesOf(Math.min(images, suite.audit.images));
  return selectProbes(models, [...probes.values()], options.grep).flatMap(({ model, attack }) =>
    ranges.map((range) => planCell({ model, attack: probes.get(attack)!, range, isProbe: true }, suite, options)),
  );
}

function imagesOf({ datasetImages, limit = datasetImages }: PlanOptions): number {
  if (Number.isSafeInteger(limit) && limit >= 1) return Math.min(limit, datasetImages);
  throw new UserError({
    where: '--limit',
    expected: 'a whole number of images, at least 1',
    found: String(limit),
    remedy: 'leave it out to take all images',
  });
}

function rangesOf(images: number): ImageRange[] {
  const ranges: ImageRange[] = [];
  for (let from = 0; from < images; from += imagesPerCell) ranges.push([from, Math.min(from + imagesPerCell, images)]);
  return ranges;
}

interface CellSubject {
  readonly model: string;
  readonly attack: AttackSpec;
  readonly range: ImageRange;
  readonly isProbe?: true;
}

function planCell({ model, attack: asked, range, isProbe }: CellSubject, suite: Suite, options: PlanOptions): Cell {
  const models: PlannedModels = {
    stochastic: (name) => factOf(options.modelStochastic, name),
    sha256: (name) => factOf(options.modelSha256, name),
  };
  const stochastic = models.stochastic(model);
  const attack = planAttack(asked, model, models);
  const evaluation: EvaluationSpec = stochastic ? suite.evaluation : { ...suite.evaluation, draws: 1, vote: 1 };
  const gallery =
    range[0] === 0 && !isProbe
      ? { point: galleryPoint(attack, suite.reference?.snrDb), images: Math.min(galleryImages, range[1]) }
      : undefined;
  const counting = asked.id === largeEpsilonId ? ({ countsZeroGradients: true } as const) : {};
  const key = stableHash({
    numerics: options.numerics,
    engine: options.engine,
    model: models.sha256(model),
    dataset: { sha256: options.datasetSha256, split: suite.dataset.split, channelMeans: options.channelMeans },
    images: range,
    attack: attackDefinition(attack, models),
    evaluation,
    gallery,
    ...counting,
  });
  return { key, model, attack, images: range, evaluation, ...(gallery === undefined ? {} : { gallery }), ...counting };
}

function factOf<T>(facts: Readonly<Record<string, T>>, model: string): T {
  const fact = facts[model];
  if (fact === undefined) throw new Error(`the plan was given no facts about the model ${model}`);
  return fact;
}

/** The point at the SNR that the suite looks at, else the nearest to it; the middle of a sweep that has no such axis. */
function galleryPoint({ strength }: AttackSpec, snrDb: number | undefined): number {
  if (strength.kind === 'epsilons') return Math.floor((strength.epsilons.length - 1) / 2);
  if (snrDb === undefined) return Math.floor((strength.snrDb.length - 1) / 2);
  const distances = strength.snrDb.map((target) => Math.abs(target - snrDb));
  return distances.indexOf(Math.min(...distances));
}
