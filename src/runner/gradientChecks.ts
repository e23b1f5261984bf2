import { stableHash } from '../base/stableHash.js';
import type { Dataset } from '../contract/dataset.js';
import { type GradientCheck, trialImages } from '../contract/gradientCheck.js';
import type { EngineInfo } from '../kernels/engine.js';
import type { RecordCache } from './cellCache.js';
import { numericsVersion } from './numericsVersion.js';

/** A cached gradient check; only passed checks are cached. */
export interface CheckRecord {
  readonly schemaVersion: 1;
  readonly key: string;
  readonly check: GradientCheck;
}

/** Earlier checks with this data set and this code. */
export interface KnownChecks {
  get(modelSha256: string, engine: EngineInfo): GradientCheck | null;
  put(modelSha256: string, engine: EngineInfo, check: GradientCheck): void;
}

/** The images on which gradients are checked, spread over the data set. */
export function imagesOfTrial({ count }: Pick<Dataset, 'count'>): number[] {
  return [...new Set(Array.from({ length: trialImages }, (_, at) => Math.floor((at * count) / trialImages)))];
}

/** The cached checks, keyed by everything that determines them; with `fresh` none is read and all are stored. */
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
