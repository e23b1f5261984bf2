import { stableHash } from '../base/stableHash.js';
import type { Dataset } from '../contract/dataset.js';
import type { GradientCheck } from '../contract/gradientCheck.js';
import type { EngineInfo } from '../kernels/engine.js';
import type { RecordCache } from './cellCache.js';
import { numericsVersion } from './numericsVersion.js';

/** A check of gradients as the cache keeps it; only those of models that passed are kept. */
export interface CheckRecord {
  readonly schemaVersion: 1;
  readonly key: string;
  readonly check: GradientCheck;
}

/** Checks that were made before, of this data set and this code. */
export interface KnownChecks {
  get(modelSha256: string, engine: EngineInfo): GradientCheck | null;
  put(modelSha256: string, engine: EngineInfo, check: GradientCheck): void;
}

/** Of the data set; as many images of noise are tried besides. */
const trialImages = 4;

/** The images of a data set on which gradients are checked, spread over it. */
export function imagesOfTrial({ count }: Pick<Dataset, 'count'>): number[] {
  return [...new Set(Array.from({ length: trialImages }, (_, at) => Math.floor((at * count) / trialImages)))];
}

/** The cache's checks under the hash of all that determines them; with `fresh` none is known, and all are kept. */
export function knownChecks(
  cache: RecordCache<CheckRecord>,
  dataset: Pick<Dataset, 'sha256' | 'count'>,
  { fresh }: { readonly fresh: boolean },
): KnownChecks {
  const numerics = numericsVersion();
  const keyOf = (model: string, { backend, simd }: EngineInfo) =>
    stableHash({
      kind: 'gradientCheck',
      model,
      dataset: dataset.sha256,
      images: imagesOfTrial(dataset),
      engine: `${backend} ${simd}`,
      numerics,
    });
  return {
    get: (model, engine) => (fresh ? null : (cache.get(keyOf(model, engine))?.check ?? null)),
    put: (model, engine, check) => cache.put({ schemaVersion: 1, key: keyOf(model, engine), check }, numerics),
  };
}
