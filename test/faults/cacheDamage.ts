import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { canonicalJson } from '../../src/base/stableHash.js';
import type { CellRecord } from '../../src/contract/cell.js';
import { openCellCache } from '../../src/runner/cellCache.js';
import { repository } from '../support/runCli.js';
import { type Outcome, type Tally, tallyOf } from './tally.js';

/** A way to damage the file of a record; `other` is the file of another record. */
type Damage = (file: string, other: string) => void;

const edit =
  (change: (text: string) => string): Damage =>
  (file) =>
    writeFileSync(file, change(readFileSync(file, 'utf8')));

/** Changes the record, the last line of its file, and leaves all else as it was. */
const inRecord = (change: (record: Record<string, unknown>) => void): Damage =>
  edit((text) => {
    const lines = text.trimEnd().split('\n');
    const record = JSON.parse(lines.pop()!) as Record<string, unknown>;
    change(record);
    return `${[...lines, JSON.stringify(record)].join('\n')}\n`;
  });

const inPoint = (change: (point: { hits: number[] } & Record<string, unknown>) => void) =>
  inRecord((record) => change((record.points as ({ hits: number[] } & Record<string, unknown>)[])[0]!));

const replace =
  (make: (file: string) => void): Damage =>
  (file) => {
    rmSync(file);
    make(file);
  };

/** Every kind of damage, by name. */
export const damages: Readonly<Record<string, Damage>> = {
  'an empty file': (file) => writeFileSync(file, ''),
  'cut off in the middle': edit((text) => text.slice(0, text.length / 2)),
  'cut off by one character': edit((text) => text.slice(0, -1)),
  'zeros of the same length': (file) => writeFileSync(file, Buffer.alloc(readFileSync(file).length)),
  'a second half of zeros': (file) => {
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.fill(0, Math.floor(bytes.length / 2)));
  },
  'text after the end': edit((text) => `${text}x`),
  'its hash taken out': edit((text) => text.slice(text.indexOf('\n') + 1)),
  'a hash of capitals': edit((text) => text.slice(0, 64).toUpperCase() + text.slice(64)),
  'other line ends': edit((text) => text.replaceAll('\n', '\r\n')),
  'other numerics': edit((text) => text.replace(/"numerics":"./, '"numerics":"x')),
  'the record twice': edit((text) => text + text),
  'a byte order mark before it': edit((text) => `\ufeff${text}`),
  'a list instead of an object': edit((text) => `[${text}]`),
  'JSON null': (file) => writeFileSync(file, 'null'),
  'a number': (file) => writeFileSync(file, '17'),
  'deep nesting': (file) => writeFileSync(file, '['.repeat(100_000)),
  "another record's content": (file, other) => copyFileSync(other, file),
  'one hit more': inPoint((point) => {
    point.hits[0] = 1 - point.hits[0]!;
  }),
  'all hits gone': inPoint((point) => {
    point.hits.fill(0);
  }),
  'a hit too few in a list': inPoint((point) => {
    point.hits.pop();
  }),
  'a hit too many in a list': inPoint((point) => {
    point.hits.push(1);
  }),
  'more hits than draws': inPoint((point) => {
    point.hits[0] = 9;
  }),
  'a negative hit': inPoint((point) => {
    point.hits[0] = -1;
  }),
  'half a hit': inPoint((point) => {
    point.hits[0] = 0.5;
  }),
  'a hit that is text': inPoint((point) => {
    (point.hits as unknown[])[0] = '1';
  }),
  'a sum that is null': inPoint((point) => {
    point.snrDbSum = null;
  }),
  'another sum of epsilons': inPoint((point) => {
    point.epsilonSum = 17;
  }),
  'clean hits of others': inRecord((record) => (record.clean as number[]).reverse()),
  'a point missing': inRecord((record) => (record.points as unknown[]).pop()),
  'no points': inRecord((record) => {
    record.points = [];
  }),
  'other images': inRecord((record) => {
    record.images = [500, 525];
  }),
  'more draws': inRecord((record) => {
    record.draws = 3;
  }),
  'another schema version': inRecord((record) => {
    record.schemaVersion = 2;
  }),
  'another key': inRecord((record) => {
    record.key = '0'.repeat(64);
  }),
  'no gallery': inRecord((record) => {
    delete record.gallery;
  }),
  'other pictures': inRecord((record) => {
    const [first] = record.gallery as { label: number }[];
    if (first) first.label++;
    else record.gallery = 1;
  }),
  'a folder in its place': replace((file) => mkdirSync(file)),
  'a link to nowhere': replace((file) => symlinkSync('/nowhere', file)),
  'a link to an endless file': replace((file) => symlinkSync('/dev/zero', file)),
  'a link to itself': replace((file) => symlinkSync(file, file)),
  'a named pipe': replace((file) => execFileSync('mkfifo', [file])),
};

const longestMs = 10_000;

/** Damages a record of each cell of a real run's cache in every way, `rounds` times on other records, and reads it. */
export async function cacheDamage(cache: string, rounds: number): Promise<Tally> {
  const tally = tallyOf('damage to the cache');
  const folder = mkdtempSync(join(tmpdir(), 'rapa-faults-'));
  const names = readdirSync(cache, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'));
  for (let round = 0; round < rounds; round++) {
    const [name, other] = [names[round % names.length]!, names[(round + 1) % names.length]!];
    const key = name.replace(/^.*\//, '').replace('.json', '');
    const whole = openCellCache(cache).get(key);
    for (const [description, damage] of Object.entries(damages)) {
      const file = join(folder, name);
      rmSync(file, { force: true, recursive: true });
      mkdirSync(dirname(file), { recursive: true });
      copyFileSync(join(cache, name), file);
      const before = readFileSync(file);
      damage(file, join(cache, other));
      const isSpecial = ![
        'a folder in its place',
        'a link to nowhere',
        'a link to itself',
        'a link to an endless file',
        'a named pipe',
      ].includes(description);
      if (isSpecial && readFileSync(file).equals(before)) continue;
      tally.add(await readDamaged(folder, key, whole), description);
    }
  }
  rmSync(folder, { recursive: true, force: true });
  return tally.end();
}

/** Reads in a thread, which can be ended if it never comes back. */
function readDamaged(folder: string, key: string, whole: CellRecord | null): Promise<Outcome> {
  const module = `${repository}/dist/runner/cellCache.js`;
  const code = `
    const { parentPort, workerData } = require('node:worker_threads');
    import(workerData.module)
      .then(({ openCellCache }) => parentPort.postMessage({ record: openCellCache(workerData.folder).get(workerData.key) }))
      .catch((error) => parentPort.postMessage({ error: String(error) }));`;
  return new Promise((resolve) => {
    const worker = new Worker(code, {
      eval: true,
      workerData: { module, folder, key },
      resourceLimits: { maxOldGenerationSizeMb: 512 },
    });
    const timer = setTimeout(() => finish('hang'), longestMs);
    const finish = (outcome: Outcome) => {
      clearTimeout(timer);
      resolve(outcome);
      void worker.terminate();
    };
    worker.once('error', () => finish('trace'));
    worker.once('message', ({ record, error }: { record?: CellRecord | null; error?: string }) => {
      if (error !== undefined) finish('trace');
      else if (record === null) finish('refused');
      else finish(canonicalJson(record) === canonicalJson(whole) ? 'accepted' : 'silent');
    });
  });
}
