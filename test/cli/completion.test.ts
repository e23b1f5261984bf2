import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli, runPassing } from '../support/runCli.js';

let folder = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rapa-completion-'));
  mkdirSync(join(folder, 'suites'));
  writeFileSync(join(folder, 'suites', 'mnist.json'), '{}');
  for (const shell of ['bash', 'zsh', 'fish']) {
    writeFileSync(join(folder, `rapa.${shell}`), (await runPassing(['completion', shell], { cwd: folder })).stdout);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

const isThere = (command: string) => spawnSync(command, ['--version']).status === 0;
/** Shows the words of the completed line instead of running it. */
const standIn = `PS1=; rapa() { printf 'got'; printf '<%s>' "$@"; echo; }`;

/** Types lines into an interactive shell on a terminal and gives the words of each as the shell completed them. */
function type(shell: readonly string[], start: string, lines: readonly string[]): string[] {
  const input = [`${standIn}; ${start}`, ...lines, 'exit', ''].join('\n');
  const env = { ...process.env, HOME: folder, TERM: 'dumb' };
  const typed = { cwd: folder, input, env, encoding: 'utf8', timeout: 30_000 } as const;
  const { stdout } = spawnSync('script', ['-qec', shell.join(' '), '/dev/null'], typed);
  return [...stdout.matchAll(/got((?:<[^>\n%]*>)+)/g)].map(([, words]) => words!);
}

/** What is typed, with the tabulator key, and the words that it becomes. */
const typed: readonly (readonly [string, string])[] = [
  ['rapa ev\tsuites/mn\t', '<eval><suites/mnist.json>'],
  ['rapa eval --back\twa\t', '<eval><--backend><wasm>'],
  ['rapa models ge\t--fr\t', '<models><get><--from>'],
  ['rapa eval -o suites/mn\t', '<eval><-o><suites/mnist.json>'],
  ['rapa completion fi\t', '<completion><fish>'],
  [
    'rapa eval suites/mnist.json --reporter mark\t--chart-f\ts\t',
    '<eval><suites/mnist.json><--reporter><markdown><--chart-format><svg>',
  ],
];
const keys = typed.map(([line]) => line);
const words = typed.map(([, completed]) => completed);

describe('completion', () => {
  it.skipIf(!isThere('script'))('completes commands, flags, values and files in an interactive bash', () => {
    expect(type(['bash', '--norc', '--noprofile', '-i'], '. ./rapa.bash', keys)).toEqual(words);
    expect(type(['bash', '--norc', '--noprofile', '-i'], '. ./rapa.bash', ['rapa eval --backend=wa\t'])).toEqual([
      '<eval><--backend=wasm>',
    ]);
  });

  it.skipIf(!isThere('zsh') || !isThere('script'))(
    'completes commands, flags, values and files in an interactive zsh',
    () => {
      const start = 'autoload -U compinit; compinit -D -u; . ./rapa.zsh';
      expect(type(['zsh', '-f', '-i'], start, keys)).toEqual(words);
    },
  );

  it.skipIf(!isThere('fish'))('offers commands, flags, values and files in fish, with their descriptions', () => {
    const offered = (line: string) => {
      const ask = `source ${join(folder, 'rapa.fish')}; complete -C '${line}'`;
      const { stdout, stderr } = spawnSync('fish', ['--no-config', '-c', ask], { cwd: folder, encoding: 'utf8' });
      expect(stderr).toBe('');
      return stdout.trimEnd().split('\n');
    };
    expect(offered('rapa ev')).toEqual(['eval\trun a suite: attack its models, write reports, give a verdict']);
    expect(offered('rapa eval suites/mn')).toEqual(['suites/mnist.json']);
    expect(offered('rapa eval --backen')).toEqual(['--backend\tbackend that computes']);
    expect(offered('rapa eval --backend ').map((line) => line.split('\t')[0])).toEqual([
      'auto',
      'cpu',
      'tensorflow',
      'wasm',
    ]);
    expect(offered('rapa models ge')).toEqual(['get']);
    expect(offered('rapa models get --fr')[0]).toMatch(/^--from\tfolder or URL/);
    expect(offered('rapa completion z')).toEqual(['zsh']);
  });

  it('gives files where the argument is one: no flags until a dash is typed', () => {
    const ask = (line: string) =>
      `COMP_WORDS=(${line}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _rapa; echo "\${COMPREPLY[@]}"`;
    const lines = [
      '. ./rapa.bash',
      ask("rapa eval ''"),
      ask('rapa comp'),
      ask("rapa models ''"),
      ask('rapa eval --ba'),
    ];
    const { stdout, stderr } = spawnSync('bash', ['-c', lines.join('\n')], { cwd: folder, encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(stdout.split('\n').slice(0, 4)).toEqual(['', 'compare completion', 'list get', '--backend --baseline']);
  });

  it('refuses other shells', async () => {
    expect((await runCli(['completion', 'tcsh'], { cwd: folder })).code).toBe(2);
  });
});
