import { kindOf } from '../attackKinds/attackKinds.js';
import type { AttackBatch } from '../attacks/attack.js';
import { prepareAttack } from '../attacks/attacks.js';
import { countZeroGradients } from '../attacks/countZeroGradients.js';
import { type BoundedMemo, boundedMemo } from '../base/boundedMemo.js';
import type { Cell, CellRecord, GalleryImage } from '../contract/cell.js';
import type { Dataset } from '../contract/dataset.js';
import { type ImageRange, imageIds } from '../contract/imageRange.js';
import { bytesPerImage } from '../datasets/imageBytes.js';
import { pixelsToFloat } from '../datasets/pixelsToFloat.js';
import { publishedCorruption } from '../datasets/publishedCorruptions.js';
import type { LoadedModel } from '../models/loadModel.js';
import tf from '../tfjs/tfjs.cjs';
import { attackedParts } from './attackedParts.js';
import { boundOf } from './bounds/boundOf.js';
import { type JudgedBatch, namedClasses, type Outcomes, outcomesOf } from './classify.js';
import { galleryImages } from './galleryImages.js';
import { judgeSweep } from './judgeSweep.js';
import { signalNorms } from './signalNorms.js';
import { type ImageOutcomes, joinParts, sumPoint } from './sumPoints.js';
import { wrongClasses } from './wrongClasses.js';

interface BatchOutcome {
  readonly clean: readonly number[];
  readonly points: readonly ImageOutcomes[];
  readonly wrong: readonly (readonly number[])[];
  readonly gallery: readonly GalleryImage[];
  readonly zeroGradients: readonly number[];
  readonly distances?: readonly number[];
}

/** Optional parts of a cell's surroundings. */
export interface CellOptions {
  /** Source models of transfer attacks, by suite id or path. */
  readonly sources?: ReadonlyMap<string, LoadedModel>;
  /** Cache of the classes that models name without attack, for all cells of one data set. */
  readonly memo?: BoundedMemo;
  /** Cache of attacks, for cells with shared work: gradients at the clean images. */
  readonly attackMemo?: BoundedMemo;
  /** Number of images per batch: limits memory and has no effect on results. */
  readonly batchSize?: number;
}

/**
 * Attacks and evaluates one cell. Throws if an adversarial image violates its bounds or the model gives NaN: the cell fails,
 * which is never counted as a success. Leaks no tensors.
 */
export function runCell(
  cell: Cell,
  model: LoadedModel,
  dataset: Dataset,
  { sources = new Map(), memo = boundedMemo(0), attackMemo = boundedMemo(0), batchSize = 50 }: CellOptions = {},
): CellRecord {
  const start = performance.now();
  const [from, to] = cell.images;
  const outcomes: BatchOutcome[] = [];
  // One for all batches: V8 frees large arrays late.
  const room = new Float32Array(Math.min(batchSize, to - from) * bytesPerImage(dataset));
  for (let at = from; at < to; at += batchSize) {
    const range = [at, Math.min(to, at + batchSize)] as const;
    const batch = batchOf(cell, dataset, { range, room, sources, memo, attackMemo });
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
    points: outcomes[0]!.points.map((_, point) => sumPoint(outcomes.map((outcome) => outcome.points[point]!))),
    gallery: outcomes.flatMap((outcome) => outcome.gallery),
    mistakes: {
      labels: [...dataset.labels.subarray(from, to)],
      points: outcomes[0]!.wrong.map((_, point) => outcomes.flatMap(({ wrong }) => wrong[point]!)),
    },
    ...distancesOf(outcomes),
    ...(cell.countsZeroGradients ? { zeroGradients: outcomes.flatMap((outcome) => outcome.zeroGradients) } : {}),
    durationMs: performance.now() - start,
  };
}

/** Distances of all images; null for infinity, which JSON cannot represent. */
function distancesOf(outcomes: readonly BatchOutcome[]): Pick<CellRecord, 'distances'> {
  if (outcomes.some(({ distances }) => distances === undefined)) return {};
  const all = outcomes.flatMap(({ distances }) => distances!);
  return { distances: all.map((distance) => (Number.isFinite(distance) ? distance : null)) };
}

interface Batch extends JudgedBatch {
  readonly values: Float32Array;
  readonly shape: readonly [number, number, number];
  readonly channelMeans: readonly number[];
  readonly sources: ReadonlyMap<string, LoadedModel>;
  readonly memo: BoundedMemo;
  readonly attackMemo: BoundedMemo;
  readonly publishedCorruption: NonNullable<AttackBatch['publishedCorruption']>;
}

function batchOf(
  cell: Cell,
  dataset: Dataset,
  {
    range,
    room,
    ...shared
  }: { readonly range: ImageRange; readonly room: Float32Array } & Pick<Batch, 'sources' | 'memo' | 'attackMemo'>,
): Batch {
  const [from, to] = range;
  return {
    images: imageIds([range]),
    labels: Int32Array.from(dataset.labels.subarray(from, to)),
    evaluation: cell.evaluation,
    values: pixelsToFloat(dataset, range, room),
    shape: dataset.shape,
    channelMeans: dataset.channelMeans,
    publishedCorruption: (name, asked) => publishedCorruption(dataset, name, asked),
    ...shared,
  };
}

function runBatch(cell: Cell, model: LoadedModel, batch: Batch): BatchOutcome {
  const { images, labels, values, shape, sources, attackMemo: memo, publishedCorruption } = batch;
  const pixels = tf.tensor4d(values, [images.length, ...shape]);
  const reference = cell.attack.snrReference;
  const signal = signalNorms(values, images.length, { reference, channelMeans: batch.channelMeans });
  const bound = boundOf(kindOf(cell.attack).perturbation(cell.attack));
  const sweep = bound.sweep(cell.attack.strength, signal, values.length / images.length);
  const clean = cleanOutcomes(model, pixels, batch);
  const target = { pixels, labels, images, seed: cell.evaluation.seed, sources, memo, publishedCorruption };
  const zeroGradients = cell.countsZeroGradients ? countZeroGradients(model, target, cell.evaluation.draws) : [];
  const parts = attackedParts(cell, model);
  const gallery: GalleryImage[] = [];
  const wanted = Math.min(images.length, galleryEnd(cell) - images[0]!);
  const outcomes = parts.map(({ attacked, draw }, part) => {
    const attack = prepareAttack(cell.attack, attacked, target);
    const shown = part === 0 && wanted > 0 ? cell.gallery?.point : undefined;
    const judged = judgeSweep(attack, sweep, { model, bound, batch, clean, draw, shown });
    attack.dispose();
    const adversarial = shown === undefined ? undefined : judged.points[shown]?.adversarial;
    if (adversarial !== undefined) {
      const { noiseNorms } = judged.points[shown!]!;
      const epsilons = sweep[shown!]!;
      const picture = { clean: values, adversarial, shape, labels, epsilons, signalNorms: signal, noiseNorms };
      gallery.push(...galleryImages(model, cell, picture, images.slice(0, wanted)));
    }
    return judged;
  });
  const points = sweep.map((epsilons, point) =>
    joinParts(
      epsilons,
      signal,
      outcomes.map((own) => own.points[point]!),
    ),
  );
  const [only, ...others] = outcomes;
  const distances = others.length === 0 ? only?.distances : undefined;
  const wrong = sweep.map((_, point) => wrongClasses(outcomes.map((own) => own.points[point]!)));
  return {
    clean: clean.hits,
    points,
    wrong,
    gallery,
    zeroGradients,
    ...(distances === undefined ? {} : { distances: [...distances] }),
  };
}

/** End index of the images shown. */
function galleryEnd({ images, gallery }: Cell): number {
  return images[0] + (gallery?.images ?? 0);
}

/** Results without attack: the same for every attack on the model. */
function cleanOutcomes(model: LoadedModel, pixels: tf.Tensor4D, batch: Batch): Outcomes {
  const key = JSON.stringify(['clean', model.sha256, batch.images, batch.evaluation]);
  const named = batch.memo.recall(key, () => namedClasses(model, pixels, { purpose: 'clean', batch }));
  return outcomesOf(named, batch.labels);
}
