import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repository, runCli } from '../support/runCli.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rapa-doctor-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('doctor', () => {
  it('says what is there and what to install', async () => {
    const { code, stdout } = await runCli(['doctor', '--data-dir', folder], { cwd: folder });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^✓ versions +rapa \d+\.\d+\.\d+, TensorFlow\.js 4\.22\.0, Node \d+/m);
    expect(stdout).toMatch(/^✓ wasm +our kernels with (relaxed )?SIMD/m);
    expect(stdout).toMatch(/^✓ charts +PNG and SVG$/m);
    expect(stdout).toMatch(/^✓ mnist +in the package$/m);
    expect(stdout).toMatch(/^- cifar10 +.* data cifar10$/m);
  });

  it('ends with 2 if evaluations cannot run', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const { code, stdout } = await runCli(['doctor'], { cwd: folder, env: { RAPA_CACHE_DIR: join(file, 'cells') } });
    expect(code).toBe(2);
    expect(stdout).toMatch(/^✗ cache +.* is not writable: set RAPA_CACHE_DIR/m);
  });
});

describe('completion', () => {
  const script = async (shell: string) => (await runCli(['completion', shell], { cwd: repository })).stdout;

  it('completes commands, flags and inner commands in bash', async () => {
    const ask = (words: string) =>
      `COMP_WORDS=(${words}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _rapa; echo "\${COMPREPLY[@]}"`;
    const lines = [await script('bash'), ask('rapa comp'), ask('rapa eval --ba'), ask("rapa models ''")];
    const { stdout, stderr } = spawnSync('bash', ['-c', lines.join('\n')], { encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(stdout.split('\n').slice(0, 3)).toEqual(['compare completion', '--backend --baseline', 'list get --help']);
  });

  it.each(['zsh', 'fish'])('names every command and its flags for %s', async (shell) => {
    const text = await script(shell);
    const { stdout: help } = await runCli(['--help'], { cwd: repository });
    const commands = [...help.matchAll(/^ {2}([a-z-]+) .*$/gm)].map(([, name]) => name!);
    const known = commands.filter((name) => name !== 'help' && !name.startsWith('-'));
    expect(known.length).toBeGreaterThan(20);
    for (const name of known) expect(text).toContain(name);
    expect(text).toContain(shell === 'zsh' ? '--update-baseline' : '-l update-baseline');
  });

  it.skipIf(spawnSync('zsh', ['--version']).status !== 0)('is valid zsh', async () => {
    expect(spawnSync('zsh', ['-n'], { input: await script('zsh') }).status).toBe(0);
  });

  it.skipIf(spawnSync('fish', ['--version']).status !== 0)('is valid fish', async () => {
    const file = join(folder, 'rapa.fish'); // fish reads no script from a socket, which is what a pipe is here
    writeFileSync(file, await script('fish'));
    expect(spawnSync('fish', ['--no-execute', file]).status).toBe(0);
  });

  it('refuses other shells', async () => {
    expect((await runCli(['completion', 'tcsh'], { cwd: repository })).code).toBe(2);
  });
});
