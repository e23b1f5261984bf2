import { describe, expect, it } from 'vitest';
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
