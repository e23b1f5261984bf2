import { freemem } from 'node:os';
import { UserError } from '../base/errors.js';
import { workerBytes } from './chooseBatch.js';

/** Of the memory that is free, for all workers together, where the user states nothing. */
const freeShare = 1 / 3;

/** Bytes of memory that this process may still take, in a container too. */
function freeBytes(): number {
  return (process as { availableMemory?: () => number }).availableMemory?.() ?? freemem();
}

/**
 * Bytes that each worker may take of `totalBytes`, by default a third of what is free. Throws `UserError` where that is too
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

/** As told to users. */
export function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)} MB`;
}
