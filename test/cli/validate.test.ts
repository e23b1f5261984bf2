import { readdirSync, writeFileSync } from 'node:fs';
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
});
