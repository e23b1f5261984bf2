import { UserError } from '../base/errors.js';
import { openRecordCache, type RecordCache } from '../runner/cellCache.js';
import type { CheckRecord } from '../runner/gradientChecks.js';
import { cacheFolder } from './cacheFolder.js';
import { ensureWritable } from './ensureWritable.js';

/** The cache's checks of gradients. None in a place that cannot be written to, which is no fault of who only asks for a plan. */
export function keptChecks(): { readonly checks?: RecordCache<CheckRecord> } {
  try {
    ensureWritable(cacheFolder());
  } catch (error) {
    if (error instanceof UserError) return {};
    throw error;
  }
  return { checks: openRecordCache<CheckRecord>(cacheFolder()) };
}
