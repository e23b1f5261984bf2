import { sha256, stableHash } from '../base/stableHash.js';

/** What the results of a cell depend on beside its inputs. */
export interface Numerics {
  /** Hash of the code that computes. */
  readonly numerics: string;
  /** Backend and its SIMD level. */
  readonly engine: string;
}

/** The queue of one version and engine: workers with others never see its jobs. */
export function queueName({ numerics, engine }: Numerics): string {
  return `rapa-${numerics.slice(0, 16)}-${sha256(engine).slice(0, 8)}`;
}

/** A job's id: the same for the same cells. BullMQ refuses ids that are numbers or hold a colon. */
export function jobId(keys: readonly string[]): string {
  return `cells-${stableHash(keys).slice(0, 40)}`;
}

/** Version and engine in words. */
export function numericsText({ numerics, engine }: Numerics): string {
  return `version ${numerics.slice(0, 12)} on ${engine}`;
}
