import { spawnSync } from 'node:child_process';
import { UserError } from '../base/errors.js';

/** Runs a program to its end. Throws `UserError` with its last lines and `remedy` if it fails or does not exist. */
export function runTool(
  program: string,
  words: readonly string[],
  { cwd, remedy }: { readonly cwd?: string; readonly remedy: string },
): string {
  const { status, error, stdout, stderr } = spawnSync(program, words, { cwd, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (error === undefined && status === 0) return stdout;
  const said = `${stdout ?? ''}\n${stderr ?? ''}`.trim().split('\n').slice(-6).join('\n            ');
  throw new UserError({
    where: `${program} ${words.slice(0, 3).join(' ')} ...`,
    expected: 'a run without error',
    found: error === undefined ? `exit code ${status}: ${said}` : error.message,
    remedy,
  });
}
