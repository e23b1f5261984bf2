import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../datasets/support/temporaryFolder.js';
import { repository, runCli } from '../support/runCli.js';

describe('an empty argument or flag value', () => {
  const model = join(repository, 'models/mnist/random-16');
  it.each([
    [['similarity', model, '-o', ''], ['--output']],
    [['similarity', model, ''], ['model']],
    [['reduce', model, '-o', ''], ['--output']],
    [['tilings', '--draw', ''], ['--draw']],
    [
      ['train', '--queue', '', '--data-dir', '', '--status'],
      ['--queue', '--data-dir'],
    ],
    [['cluster', 'slurm', '', '--shards', '2'], ['suite']],
  ])('is refused in %j', async (words, places) => {
    const folder = temporaryFolder();
    const { code, stdout, stderr } = await runCli(words, { cwd: folder });
    const rest =
      '  expected: a value\n  found:    an empty one\n  remedy:   write it out; is a shell variable not set?\n';
    expect([code, stdout, stderr]).toEqual([2, '', places.map((place) => `${place}\n${rest}`).join('\n')]);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('a flag in the place of a value', () => {
  it.each([
    [['tilings', '--draw', '--seed'], '--draw', '--seed'],
    [['similarity', join(repository, 'models/mnist/random-16'), '-o', '-o'], '--output', '-o'],
    [['train', '--queue', '--status'], '--queue', '--status'],
    [['tilings', '--draw', '--help'], '--draw', '--help'],
    [['tilings', '--draw', '-h'], '--draw', '-h'],
    [['tilings', '--draw', '--sede=2'], '--draw', '--sede=2'],
  ])('is refused in %j', async (words, place, flag) => {
    const folder = temporaryFolder();
    const { code, stdout, stderr } = await runCli(words, { cwd: folder });
    const found = `  expected: a value\n  found:    the flag ${flag}\n  remedy:   write the value before the next flag; a path of that name is ./${flag}\n`;
    expect([code, stdout, stderr]).toEqual([2, '', `${place}\n${found}`]);
    expect(readdirSync(folder)).toEqual([]);
  });
});
