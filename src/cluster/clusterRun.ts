import { UserError } from '../base/errors.js';

/** A run in shards, as a scheduler's script describes it. */
export interface ClusterRun {
  /** Suite file, as the tasks see it from their working folder. */
  readonly suiteFile: string;
  /** The suite's name. */
  readonly suite: string;
  /** Data set to download first; undefined if the suite's is included or the user's. */
  readonly download?: string;
  readonly shards: number;
  /** Threads of each shard. */
  readonly workers: number;
  /** Folder of the merged report. */
  readonly output: string;
  /** Words that start the program. */
  readonly program: string;
  /** Name of this run's jobs and of the folder of its shards: a label of DNS. */
  readonly name: string;
}

/** A name for jobs: lower case letters, digits and dashes, at most 50 characters. */
export function jobName(suite: string, date: Date): string {
  const stamp = date.toISOString().replace(/\D/g, '').slice(0, 14);
  const label = suite
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 30);
  return `rapa-${label === '' ? 'suite' : label}-${stamp}`.replace(/-+/g, '-');
}

/** Throws `UserError` for a name that schedulers do not accept. */
export function checkJobName(name: string): string {
  if (/^[a-z]([a-z0-9-]{0,48}[a-z0-9])?$/.test(name)) return name;
  throw new UserError({
    where: '--name',
    expected: 'at most 50 lower case letters, digits and dashes, a letter first and no dash at the end',
    found: JSON.stringify(name),
  });
}

/** A word as a shell reads it back. */
export function shellWord(word: string): string {
  return /^[\w./:=@,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
