import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../datasets/support/temporaryFolder.js';
import { repository, runCli, runPassing } from '../support/runCli.js';

describe('validate', () => {
  it('checks recipes, also those that have their architecture from another file', async () => {
    const files = readdirSync(join(repository, 'recipes'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.json') && !/(settings|tiled)\.json$/.test(file))
      .map((file) => join('recipes', file));
    expect(files.length).toBeGreaterThan(70);
    const { stdout } = await runPassing(['validate', ...files], { cwd: repository });
    expect(stdout.trimEnd().split('\n')).toEqual(files.map((file) => `${file}: valid`));
  });

  it('names the key of a recipe whose base is missing', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'lost.json'), JSON.stringify({ extends: 'nowhere.json', name: 'lost' }));
    const { code, stdout } = await runCli(['validate', 'lost.json'], { cwd: folder });
    expect(code).toBe(2);
    expect(stdout).toMatch(/lost\.json:1:\d+ \/extends[\s\S]*nowhere\.json: no such file/);
  });

  it('says what a path is that is no text file, and goes on with the others', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'recipes'));
    writeFileSync(join(folder, 'wide.json'), Buffer.from('{"extends": 1}', 'utf16le'));
    const words = ['validate', 'recipes', 'nowhere.json', 'wide.json', join(repository, 'recipes/mnist/baseline.json')];
    const { code, stdout, stderr } = await runCli(words, { cwd: folder });
    expect([code, stderr]).toEqual([2, '']);
    const expected = 'expected: a suite or recipe in JSON, a UTF-8 text file';
    expect(stdout).toContain(`recipes\n  ${expected}\n  found:    a folder\n  remedy:   name a file in it\n`);
    expect(stdout).toContain(`nowhere.json\n  ${expected}\n  found:    no such file\n`);
    expect(stdout).toMatch(/wide\.json[\s\S]*baseline\.json: valid\n$/);
  });
});
