import { sha256, stableHash } from '../base/stableHash.js';

/** What the results of a cell depend on beside its inputs. */
export interface Numerics {
  /** Hash of the code that computes. */
  readonly numerics: string;
  /** Backend and its SIMD level. */
  readonly engine: string;
}

/** What a worker and a run must have in common. */
export interface QueueSide extends Numerics {
  /** Id of the store. */
  readonly storeId: string;
}

/** The queue of one version, engine and store: workers with others never see its jobs. */
export function queueName({ numerics, engine, storeId }: QueueSide): string {
  return `rapa-${numerics.slice(0, 16)}-${sha256(`${engine} ${storeId}`).slice(0, 12)}`;
}

/** A job's id: the same for the same cells. BullMQ refuses ids that are numbers or hold a colon. */
export function jobId(keys: readonly string[]): string {
  return `cells-${stableHash(keys).slice(0, 40)}`;
}

/** What a user does about a worker and a run that are not alike. */
export function remedyOf(a: Numerics, b: Numerics): string {
  return a.numerics === b.numerics
    ? 'use one --backend on all machines; where only some compute with vectors of 256 bits, set RAPA_WIDE=0 for eval and workers'
    : 'install the same version of the program and its packages on all machines';
}

/** Version and engine in words. */
export function numericsText({ numerics, engine }: Numerics): string {
  return `version ${numerics.slice(0, 12)} on ${engine}`;
}
