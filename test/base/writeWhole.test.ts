import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../src/base/errors.js';
import { stageWhole, writeWhole } from '../../src/base/writeWhole.js';
import { ensureWritable } from '../../src/cli/ensureWritable.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rapa-write-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const ways = {
  writeWhole: async (path: string, content: string | Uint8Array) => writeWhole(path, content),
  stageWhole: async (path: string, content: string | Uint8Array) => (await stageWhole(path, content)).place(),
};

for (const [name, write] of Object.entries(ways)) {
  describe(name, () => {
    it('creates the folder, replaces the file and leaves no temporary files', async () => {
      const path = join(folder, name, 'deep', 'file.txt');
      await write(path, 'old and longer');
      await write(path, Uint8Array.of(110, 101, 119));
      expect(readFileSync(path, 'utf8')).toBe('new');
      expect(readdirSync(join(folder, name, 'deep'))).toEqual(['file.txt']);
    });

    it('reports where and why it cannot write, and leaves no temporary files', async () => {
      const path = join(folder, name, 'taken');
      mkdirSync(path, { recursive: true });
      const error = await write(path, 'x').catch((fault: unknown) => fault);
      expect(error).toBeInstanceOf(UserError);
      expect((error as UserError).message).toMatch(
        /taken\n.*a writable path\n.*found: +a folder of that name \((EISDIR|EEXIST|ENOTEMPTY|EPERM)\)\n/s,
      );
      expect(readdirSync(join(folder, name)).filter((file) => file.endsWith('.part'))).toEqual([]);
    });
  });
}

it('staged files keep the content of the call, and are moved into place on request', async () => {
  const buffer = Uint8Array.of(0);
  const path = (index: number) => join(folder, 'many', `${index}`);
  const staging = Array.from({ length: 40 }, (_, index) => {
    buffer[0] = index;
    return stageWhole(path(index), buffer);
  });
  const staged = await Promise.all(staging);
  expect(readdirSync(join(folder, 'many')).every((file) => file.endsWith('.part'))).toBe(true);
  staged[0]!.discard();
  for (const file of staged.slice(1)) file.place();
  expect(readdirSync(join(folder, 'many'))).toHaveLength(39);
  for (let index = 1; index < 40; index++) expect(readFileSync(path(index))[0]).toBe(index);
});

it('a results folder below a file is refused by its own name, with a remedy that fits', () => {
  writeWhole(join(folder, 'file'), '');
  const below = join(folder, 'file', 'results');
  expect(() => ensureWritable(below)).toThrow(UserError);
  expect(() => ensureWritable(below)).toThrow(
    /^\S*results\n.*a writable path\n.*found: +\S*file, a file and no folder \((ENOTDIR|EEXIST)\)\n.*check the path and its permissions/s,
  );
});
