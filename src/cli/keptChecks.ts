import { UserError } from '../base/errors.js';
import { openRecordCache, type RecordCache } from '../runner/cellCache.js';
import type { CheckRecord } from '../runner/gradientChecks.js';
import { cacheFolder } from './cacheFolder.js';
import { ensureWritable } from './ensureWritable.js';

/** The cached gradient checks. None if the cache is not writable, which is no error for a dry run. */
export function keptChecks(): { readonly checks?: RecordCache<CheckRecord> } {
  try {
    ensureWritable(cacheFolder());
  } catch (error) {
    if (error instanceof UserError) return {};
    throw error;
  }
  return { checks: openRecordCache<CheckRecord>(cacheFolder()) };
}
