import { freemem } from 'node:os';
import { UserError } from '../base/errors.js';
import { workerBytes } from './chooseBatch.js';

/** Default share of the free memory for all workers together. */
const freeShare = 1 / 3;

/** Memory in bytes that is available to this process, also in a container. */
function freeBytes(): number {
  return (process as { availableMemory?: () => number }).availableMemory?.() ?? freemem();
}

/**
 * Memory of each worker in bytes, from `totalBytes`, by default a third of the free memory. Throws `UserError` if it is too
 * little for an engine.
 */
export function budgetOfWorker(workers: number, totalBytes: number = Math.floor(freeBytes() * freeShare)): number {
  const each = Math.floor(totalBytes / workers);
  if (each > workerBytes) return each;
  throw new UserError({
    where: '--memory',
    expected: `more than ${megabytes(workerBytes)} for each of ${workers} workers`,
    found: megabytes(each),
    remedy: 'take fewer --workers, or more --memory',
  });
}

/** The size in words. */
export function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)} MB`;
}
