import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../datasets/support/temporaryFolder.js';
import { repository } from '../support/runCli.js';

/** Runs a command whose output nobody reads from the first byte on. */
function withoutReader(
  words: readonly string[],
  cwd: string,
): Promise<{ readonly code: number | null; readonly stderr: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(repository, 'dist/cli/main.js'), ...words], { cwd });
    child.stdout.destroy();
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.on('close', (code, signal) =>
      resolve({ code, stderr: signal === null ? stderr : `${stderr}ended by ${signal}` }),
    );
  });
}

describe('a command whose output nobody reads', () => {
  it('ends without a stack trace', async () => {
    expect(await withoutReader(['--help'], repository)).toEqual({ code: 0, stderr: '' });
  });

  it('does its work to the end: init, and the exit code of a fault', async () => {
    const folder = temporaryFolder();
    expect(await withoutReader(['init'], folder)).toMatchObject({ code: 0 });
    expect(existsSync(join(folder, 'suites/my-suite.json'))).toBe(true);
    const { code, stderr } = await withoutReader(['validate', 'missing.json'], folder);
    expect(code).toBe(2);
    expect(stderr).not.toMatch(/EPIPE|^ +at /m);
  });
});
