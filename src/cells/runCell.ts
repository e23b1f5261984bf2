import { kindOf } from '../attackKinds/attackKinds.js';
import { prepareAttack } from '../attacks/attacks.js';
import { countZeroGradients } from '../attacks/countZeroGradients.js';
import { frozenModel } from '../attacks/frozenModel.js';
import { votingModel } from '../attacks/votingModel.js';
import { type BoundedMemo, boundedMemo } from '../base/boundedMemo.js';
import type { Cell, CellRecord, GalleryImage, PointRecord } from '../contract/cell.js';
import type { Dataset } from '../contract/dataset.js';
import { type ImageRange, imageIds } from '../contract/imageRange.js';
import { pixelsToFloat } from '../datasets/pixelsToFloat.js';
import { viewFloats } from '../kernels/viewFloats.js';
import { snrDb } from '../metrics/snrDb.js';
import type { LoadedModel } from '../models/loadModel.js';
import tf from '../tfjs/tfjs.cjs';
import { boundOf } from './bounds/boundOf.js';
import { countHits, type JudgedBatch } from './classify.js';
import { galleryImages } from './galleryImages.js';
import { signalNorms } from './signalNorms.js';

/** Images that go through the model at a time: bounds memory, has no influence on results. */
const batchSize = 50;

interface BatchOutcome {
  readonly clean: readonly number[];
  readonly points: readonly PointRecord[];
  readonly gallery: readonly GalleryImage[];
  readonly zeroGradients: readonly number[];
}

/** Optional parts of a cell's surroundings. */
export interface CellOptions {
  /** Models that transfer attacks make their examples on, by their id in the suite or their path. */
  readonly sources?: ReadonlyMap<string, LoadedModel>;
  /** Keeps what the cells of one data set have in common: clean answers, gradients at the clean images. */
  readonly memo?: BoundedMemo;
}

/**
 * Attacks and evaluates one cell. Throws if an adversarial image breaks its bounds or the model answers with NaN: that
 * fails the cell, it is never counted as a success. Leaves no tensor behind.
 */
export function runCell(
  cell: Cell,
  model: LoadedModel,
  dataset: Dataset,
  { sources = new Map(), memo = boundedMemo(0) }: CellOptions = {},
): CellRecord {
  const start = performance.now();
  const [from, to] = cell.images;
  const outcomes: BatchOutcome[] = [];
  for (let at = from; at < to; at += batchSize) {
    const batch = batchOf(cell, dataset, { range: [at, Math.min(to, at + batchSize)], sources, memo });
    tf.tidy(() => {
      outcomes.push(runBatch(cell, model, batch));
    });
  }
  return {
    schemaVersion: 1,
    key: cell.key,
    model: cell.model,
    attack: cell.attack.id,
    images: cell.images,
    draws: cell.evaluation.draws,
    clean: outcomes.flatMap((outcome) => outcome.clean),
    points: outcomes[0]!.points.map((_, point) => addPoints(outcomes.map((outcome) => outcome.points[point]!))),
    gallery: outcomes.flatMap((outcome) => outcome.gallery),
    ...(cell.countsZeroGradients ? { zeroGradients: outcomes.flatMap((outcome) => outcome.zeroGradients) } : {}),
    durationMs: performance.now() - start,
  };
}

interface Batch extends JudgedBatch {
  readonly values: Float32Array;
  readonly shape: readonly [number, number, number];
  readonly channelMeans: readonly number[];
  readonly sources: ReadonlyMap<string, LoadedModel>;
  readonly memo: BoundedMemo;
}

function batchOf(
  cell: Cell,
  dataset: Dataset,
  { range, ...shared }: { readonly range: ImageRange } & Pick<Batch, 'sources' | 'memo'>,
): Batch {
  const [from, to] = range;
  return {
    images: imageIds([range]),
    labels: Int32Array.from(dataset.labels.subarray(from, to)),
    evaluation: cell.evaluation,
    values: pixelsToFloat(dataset, range),
    shape: dataset.shape,
    channelMeans: dataset.channelMeans,
    ...shared,
  };
}

function runBatch(cell: Cell, model: LoadedModel, batch: Batch): BatchOutcome {
  const { images, labels, values, shape, sources, memo } = batch;
  const pixels = tf.tensor4d(values, [images.length, ...shape]);
  const reference = cell.attack.snrReference;
  const signal = signalNorms(values, images.length, { reference, channelMeans: batch.channelMeans });
  const bound = boundOf(kindOf(cell.attack).perturbation(cell.attack));
  const sweep = bound.sweep(cell.attack.strength, signal, values.length / images.length);
  const clean = cleanHits(model, pixels, batch);
  const target = { pixels, labels, images, seed: cell.evaluation.seed, sources, memo };
  const zeroGradients = cell.countsZeroGradients ? countZeroGradients(model, target, cell.evaluation.draws) : [];
  const parts = attackedParts(cell, model);
  const gallery: GalleryImage[] = [];
  const outcomes = parts.map(({ attacked, draw }, part) => {
    const attack = prepareAttack(cell.attack, attacked, target);
    const points = sweep.map((epsilons, point) => {
      const adversarial = attack.perturb(epsilons);
      const noiseNorms = bound.verify(values, viewFloats(adversarial), { epsilons, images });
      // A deterministic model answers the same images the same way.
      const isKnown = !model.facts.stochastic && noiseNorms.every((noise) => noise === 0);
      const judged = { purpose: 'adversarial', batch, ...(draw === undefined ? {} : { only: draw }) } as const;
      const hits = isKnown ? clean : countHits(model, adversarial, judged);
      if (part === 0 && cell.gallery?.point === point && images[0] === cell.images[0]) {
        const wanted = Math.min(cell.images[0] + cell.gallery.images, cell.images[1]) - images[0]!;
        const changed = adversarial.dataSync() as Float32Array;
        const shown = { clean: values, adversarial: changed, shape, labels, epsilons, signalNorms: signal, noiseNorms };
        gallery.push(...galleryImages(model, cell, shown, Math.min(wanted, images.length)));
      }
      adversarial.dispose();
      return { hits, noiseNorms };
    });
    attack.dispose();
    return points;
  });
  const points = sweep.map((epsilons, point) =>
    sumPoint(
      epsilons,
      signal,
      outcomes.map((own) => own[point]!),
    ),
  );
  return { clean, points, gallery, zeroGradients };
}

/** A model as an attack sees it, and the draw that judges the examples; undefined: all draws of the evaluation. */
interface AttackedPart {
  readonly attacked: LoadedModel;
  readonly draw?: number;
}

/**
 * What the attack runs on: the model, or its vote where the evaluation votes. With known draws the attack runs once for each
 * draw of the verdict, on the model frozen to that draw.
 */
function attackedParts({ attack, evaluation }: Cell, model: LoadedModel): AttackedPart[] {
  const voting = votingModel(model, evaluation.vote);
  if (attack.knownDraws !== true) return [{ attacked: voting }];
  return Array.from({ length: evaluation.draws }, (_, draw) => {
    return { attacked: frozenModel(voting, { draw, purpose: 'adversarial' }), draw };
  });
}

/** Without attack: the same for every attack on the model. */
function cleanHits(model: LoadedModel, pixels: tf.Tensor4D, batch: Batch): number[] {
  const key = JSON.stringify(['clean', model.sha256, batch.images, batch.evaluation]);
  return [...batch.memo.recall(key, () => Int32Array.from(countHits(model, pixels, { purpose: 'clean', batch })))];
}

interface JudgedPoint {
  readonly hits: readonly number[];
  /** L2 norm of each image's perturbation. */
  readonly noiseNorms: Float64Array;
}

/** One point of the sweep: hits over all parts; SNRs of each image, in dB, as their mean over the parts that changed it. */
function sumPoint(epsilons: Float32Array, signal: Float64Array, parts: readonly JudgedPoint[]): PointRecord {
  const perturbed = [...signal.keys()].map((position) => {
    const noises = parts.map(({ noiseNorms }) => noiseNorms[position]!).filter((noise) => noise > 0);
    return signal[position]! > 0 ? noises.map((noise) => snrDb(signal[position]!, noise)) : [];
  });
  const reached = perturbed.filter(({ length }) => length > 0);
  return {
    hits: [...signal.keys()].map((position) => parts.reduce((sum, { hits }) => sum + hits[position]!, 0)),
    epsilonSum: epsilons.reduce((sum, epsilon) => sum + epsilon, 0),
    snrDbSum: reached.reduce((sum, own) => sum + own.reduce((total, snr) => total + snr, 0) / own.length, 0),
    snrDbCount: reached.length,
  };
}

function addPoints(points: readonly PointRecord[]): PointRecord {
  const add = (pick: (point: PointRecord) => number) => points.reduce((sum, point) => sum + pick(point), 0);
  return {
    epsilonSum: add((point) => point.epsilonSum),
    snrDbSum: add((point) => point.snrDbSum),
    snrDbCount: add((point) => point.snrDbCount),
    hits: points.flatMap((point) => point.hits),
  };
}
