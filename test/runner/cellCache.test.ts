import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sha256 } from '../../src/base/stableHash.js';
import type { CellRecord } from '../../src/contract/cell.js';
import { cacheEntries, openCellCache } from '../../src/runner/cellCache.js';
import { runCli } from '../support/runCli.js';

const record: CellRecord = {
  schemaVersion: 1,
  key: sha256('one'),
  model: 'm',
  attack: 'a',
  images: [0, 3],
  draws: 1,
  clean: [1, 1, 0],
  points: [{ epsilonSum: 0.3, snrDbSum: 99.5, snrDbCount: 3, hits: [1, 0, 0] }],
  gallery: [],
  durationMs: 12.5,
};
const other = { ...record, key: sha256('other'), clean: [1, 1, 1] };

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rapa-cache-'));
  path = join(folder, record.key.slice(0, 2), `${record.key}.json`);
  openCellCache(folder).put(record, 'n1');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const text = () => readFileSync(path, 'utf8');
const replace = (content: string | Uint8Array) => writeFileSync(path, content);
const edit = (from: string | RegExp, to: string) => {
  expect(text()).toMatch(from);
  replace(text().replace(from, to));
};
const instead = (make: () => void) => {
  rmSync(path, { recursive: true, force: true });
  make();
};

const damages: readonly (readonly [name: string, damage: () => void])[] = [
  ['a file that is gone', () => rmSync(path)],
  ['an empty file', () => truncateSync(path, 0)],
  ['one byte', () => truncateSync(path, 1)],
  ['a file cut off in the middle', () => truncateSync(path, Math.floor(text().length / 2))],
  ['a file cut off by its last byte', () => truncateSync(path, text().length - 1)],
  ['a byte more', () => replace(`${text()}\n`)],
  ['zeros of the same length', () => replace(new Uint8Array(text().length))],
  ['bytes that are no text', () => replace(Uint8Array.from({ length: 500 }, (_, at) => 255 - (at % 100)))],
  ['another number of hits', () => edit('"clean":[1,1,0]', '"clean":[1,1,1]')],
  ['another sum', () => edit('0.3', '0.4')],
  ['another model', () => edit('"model":"m"', '"model":"n"')],
  ['another version of the code', () => edit('"n1"', '"n2"')],
  ['another key', () => edit(record.key, other.key)],
  ['another checksum', () => edit(/^[0-9a-f]{8}/, '00000000')],
  ['no checksum', () => edit(/^[0-9a-f]{64}\n/, '')],
  ['a record without a checksum, as older versions stored it', () => replace(JSON.stringify(record))],
  ['JSON that is no record', () => replace('null')],
  ['line breaks of another system', () => replace(text().replaceAll('\n', '\r\n'))],
  ['a byte order mark', () => replace(`\uFEFF${text()}`)],
  [
    'the record of another cell under its name',
    () => {
      openCellCache(folder).put(other, 'n1');
      replace(readFileSync(join(folder, other.key.slice(0, 2), `${other.key}.json`)));
    },
  ],
  ['a folder in its place', () => instead(() => mkdirSync(join(path, 'deeper'), { recursive: true }))],
  ['a link that leads nowhere', () => instead(() => symlinkSync(join(folder, 'nowhere'), path))],
  ['a link to itself', () => instead(() => symlinkSync(path, path))],
  ['a link to a folder', () => instead(() => symlinkSync(folder, path))],
  ['a pipe', () => instead(() => execFileSync('mkfifo', [path]))],
  [
    'a file in place of its folder',
    () => {
      rmSync(dirname(path), { recursive: true });
      writeFileSync(dirname(path), 'x');
    },
  ],
];

describe('the cache of computed cells', () => {
  it('gives back exactly what was stored, and nothing for other keys', () => {
    expect(openCellCache(folder).get(record.key)).toEqual(record);
    expect(openCellCache(folder).get(other.key)).toBeNull();
  });

  it.each(damages)('treats %s as no record, and replaces it', (_, damage) => {
    damage();
    const cache = openCellCache(folder);
    expect(cache.get(record.key)).toBeNull();
    cache.put(record, 'n1');
    expect(cache.get(record.key)).toEqual(record);
  });

  it('notices every change of any byte', () => {
    const whole = readFileSync(path);
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const bytes = Uint8Array.from(whole);
        bytes[at]! ^= change;
        replace(bytes);
        return openCellCache(folder).get(record.key) === null;
      }),
      { numRuns: 300 },
    );
  });

  it('lists its files, damaged ones without a record', () => {
    openCellCache(folder).put(other, 'n2');
    truncateSync(path, 10);
    const listed = new Map(cacheEntries(folder).map((entry) => [entry.path, entry.stored?.numerics ?? null]));
    expect(listed.get(path)).toBeNull();
    expect([...listed.values()].sort()).toEqual(['n2', null]);
  });

  it('removes only incomplete files of dead processes', () => {
    const dead = 2 ** 22 - 1;
    const names = [`${path}.${dead}.0.part`, `${path}.${dead}.1.part`, `${path}.${process.pid}.2.part`];
    for (const name of names) writeFileSync(name, 'half');
    const longAgo = new Date(Date.now() - 3600_000);
    for (const name of [names[0]!, names[2]!]) utimesSync(name, longAgo, longAgo);
    openCellCache(folder);
    expect(names.map((name) => existsSync(name))).toEqual([false, true, true]);
    expect(existsSync(path)).toBe(true);
  });
});

describe('rapa cache', () => {
  const cache = (...words: string[]) => runCli(['cache', ...words], { cwd: folder, env: { RAPA_CACHE_DIR: folder } });

  it('counts usable records, and removes others on request', async () => {
    truncateSync(path, 10);
    openCellCache(folder).put(other, 'other code');
    const { code, stdout } = await cache();
    expect(code).toBe(0);
    expect(stdout).toMatch(/usable[ │]+0 .*of other code[ │]+1 .*damaged[ │]+1 /s);
    expect(existsSync(path)).toBe(true);
    expect((await cache('--prune')).stdout).toContain('2 removed');
    expect(readdirSync(folder).flatMap((name) => readdirSync(join(folder, name)))).toEqual([]);
  });
});
