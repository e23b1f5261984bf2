import { describe, expect, it } from 'vitest';
import { asCalled } from '../../src/cli/asCalled.js';
import { barText } from '../../src/cli/progress.js';
import { typedCommand } from '../../src/cli/typedCommand.js';

const main = `${process.cwd()}/dist/cli/main.js`;
const typed = (words: readonly string[], file: string, script?: string) =>
  typedCommand(
    { without: ['--fresh'], with: ['--resume'] },
    { argv: ['node', file, ...words], env: script === undefined ? {} : { npm_lifecycle_event: script } },
  );

describe('typedCommand', () => {
  it.each([
    ['npm run eval', main, 'eval', 'npm run eval -- a.json -g x --resume'],
    ['npm run rapa', main, 'rapa', 'npm run rapa -- eval a.json -g x --resume'],
    ['npx', main, 'npx', 'npx rapa eval a.json -g x --resume'],
    ['the program', '/usr/bin/rapa', undefined, 'rapa eval a.json -g x --resume'],
    ['node, within a script of another name', main, 'test', 'node dist/cli/main.js eval a.json -g x --resume'],
  ])('repeats a command that was typed by %s, less --fresh', (_, file, script, expected) => {
    expect(typed(['eval', 'a.json', '--fresh', '-g', 'x'], file, script)).toBe(expected);
  });

  it('quotes arguments that a shell would split, and repeats no flag', () => {
    expect(typed(['eval', 'my suite.json', '--resume', '-g', "it's"], '/bin/rapa')).toBe(
      `rapa eval 'my suite.json' --resume -g 'it'\\''s'`,
    );
  });
});

describe('asCalled', () => {
  const remedy = 'run `rapa data cifar10`, or set --data-dir; rapa is the program';
  it.each([
    ['npx', main, 'npx', 'npx rapa data cifar10'],
    ['npm run eval', main, 'eval', 'npm run rapa -- data cifar10'],
    ['its name', '/usr/bin/rapa', undefined, 'rapa data cifar10'],
    ['node', main, undefined, 'node dist/cli/main.js data cifar10'],
  ])('names the commands in a message as they are called with %s', (_, file, script, expected) => {
    const env = script === undefined ? {} : { npm_lifecycle_event: script };
    expect(asCalled(remedy, { argv: ['node', file], env })).toBe(
      `run \`${expected}\`, or set --data-dir; rapa is the program`,
    );
  });
});

describe('the progress bar', () => {
  const state = {
    share: 0.456,
    total: 1_541_632,
    unit: 'passes',
    goneMs: 61_000,
    left: '3 min',
    note: '12/345 cells, m / pgd',
  };

  it('separates thousands and shows as much as fits, no word cut', () => {
    expect(barText(state, 120)).toBe(
      '  █████████░░░░░░░░░░░ 45 % of 1,541,632 passes, 3 min left, 1 min gone, 12/345 cells, m / pgd',
    );
    expect(barText(state, 80)).toBe('  █████████░░░░░░░░░░░ 45 % of 1,541,632 passes, 3 min left, 1 min gone');
    expect(barText(state, 60)).toBe('  ████░░░░ 45 % of 1,541,632 passes, 3 min left, 1 min gone');
  });
});
