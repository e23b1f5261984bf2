import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { UserError, type UserErrorParts } from '../../../src/base/errors.js';

/** A folder of its own for a test file, removed after it. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rapa-datasets-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** What a `UserError` said; any other outcome fails the test. */
export async function userFault(work: Promise<unknown>): Promise<UserErrorParts> {
  const outcome = await work.then(
    () => 'no error',
    (error: unknown) => error,
  );
  if (outcome instanceof UserError) return outcome.parts;
  throw outcome instanceof Error ? outcome : new Error(`expected a UserError, got ${outcome}`);
}
