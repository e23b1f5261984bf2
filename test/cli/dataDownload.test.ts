import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create } from 'tar';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type DownloadOptions,
  downloadDataset,
  type Fetchable,
  fetchDataset,
} from '../../src/datasets/downloadDataset.js';
import { loadDataset } from '../../src/datasets/loadDataset.js';
import { matFile } from '../datasets/support/matFile.js';
import { userFault } from '../datasets/support/temporaryFolder.js';

const md5 = (bytes: Buffer) => createHash('md5').update(bytes).digest('hex');
const root = mkdtempSync(join(tmpdir(), 'rapa-download-'));
const dataDir = join(root, 'data');
const contents = {
  'batches/one.bin': Buffer.alloc(200_000, 'one '),
  'batches/two.bin': Buffer.alloc(5, 'two'),
  'batches/names.txt': Buffer.from('a\n'),
};

let archive: Buffer;
const served = new Map<string, Buffer>();
const requests: IncomingMessage[] = [];
/** What the server does to a request instead of serving it whole. */
let misbehave: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined;
let base: string;
const server = createServer((request, response) => {
  requests.push(request);
  if (misbehave?.(request, response)) return;
  const bytes = served.get(request.url!.slice(1));
  if (bytes === undefined) return void response.writeHead(404).end();
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  if (from >= bytes.length) return void response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end();
  const part = bytes.subarray(from);
  const range = from > 0 ? { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` } : {};
  response.writeHead(from > 0 ? 206 : 200, { 'content-length': part.length, ...range }).end(part);
});

beforeAll(async () => {
  archive = await pack(contents);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(root, { recursive: true, force: true });
});
beforeEach(() => {
  rmSync(dataDir, { recursive: true, force: true });
  requests.length = 0;
  misbehave = undefined;
  served.clear();
  served.set('small.tar.gz', archive);
});

/** A gzipped tar archive of some files. */
async function pack(files: Readonly<Record<string, Buffer>>): Promise<Buffer> {
  const folder = mkdtempSync(join(root, 'pack-'));
  for (const [path, bytes] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
  const file = join(folder, 'packed.tar.gz');
  await create({ gzip: true, cwd: folder, file, portable: true }, readdirSync(folder));
  return readFileSync(file);
}

function small(overrides: Partial<DownloadOptions> = {}): { run: () => Promise<void>; lines: string[] } {
  const fetchable: Fetchable = {
    recipe: {
      baseUrl: 'http://127.0.0.1:9/',
      remote: [{ name: 'small.tar.gz', md5: md5(archive), kind: 'archive' }],
      extras: ['batches/names.txt', 'batches/absent.txt'],
    },
    files: [
      { path: 'batches/one.bin', bytes: 200_000 },
      { path: 'batches/two.bin', bytes: 5 },
    ],
  };
  const lines: string[] = [];
  const options = { dataDir, source: base, log: (line: string) => lines.push(line), ...overrides };
  return { run: () => fetchDataset('cifar10', fetchable, options), lines };
}

function expectComplete(): void {
  expect(readdirSync(dataDir)).toEqual(['batches']);
  for (const [path, bytes] of Object.entries(contents))
    expect(readFileSync(join(dataDir, path)).equals(bytes)).toBe(true);
}

describe('fetchDataset', () => {
  it('fetches, checks and unpacks, and leaves nothing but the files', async () => {
    const { run, lines } = small();
    await run();
    expectComplete();
    expect(lines[0]).toContain(`${base}/small.tar.gz`);
    expect(lines).toContainEqual(expect.stringContaining('100 %'));
    expect(lines.at(-1)).toBe(`cifar10 is ready in ${dataDir}`);
  });

  it('does nothing if the files are there', async () => {
    await small().run();
    requests.length = 0;
    const { run, lines } = small();
    await run();
    expect(requests).toHaveLength(0);
    expect(lines).toEqual([expect.stringContaining('is already in')]);
  });

  it('replaces a file of the wrong size and keeps the user’s other files', async () => {
    mkdirSync(join(dataDir, 'batches'), { recursive: true });
    writeFileSync(join(dataDir, 'batches', 'one.bin'), 'cut off');
    writeFileSync(join(dataDir, 'batches', 'notes.txt'), 'mine');
    await small().run();
    expect(readFileSync(join(dataDir, 'batches/one.bin')).equals(contents['batches/one.bin'])).toBe(true);
    expect(readFileSync(join(dataDir, 'batches/notes.txt'), 'utf8')).toBe('mine');
  });

  it('goes on where a broken connection stopped', async () => {
    served.set('small.tar.gz', archive);
    misbehave = (_, response) => {
      response.writeHead(200, { 'content-length': archive.length });
      response.write(archive.subarray(0, 100), () => setTimeout(() => response.destroy(), 30));
      return true;
    };
    const fault = await userFault(small().run());
    expect(fault.remedy).toContain('continues where it stopped');
    expect(readdirSync(dataDir)).toEqual(['small.tar.gz.part']);
    misbehave = undefined;
    const { run, lines } = small();
    await run();
    expect(requests.at(-1)!.headers.range).toBe('bytes=100-');
    expect(lines[0]).toContain('continued at 100');
    expectComplete();
  });

  it('starts anew where the server cannot go on', async () => {
    mkdirSync(dataDir);
    writeFileSync(join(dataDir, 'small.tar.gz.part'), archive.subarray(0, 50));
    misbehave = (_, response) => {
      response.writeHead(200, { 'content-length': archive.length }).end(archive);
      return true;
    };
    await small().run();
    expectComplete();
  });

  it('uses a part that turns out to be whole, and drops one that is too long', async () => {
    mkdirSync(dataDir);
    writeFileSync(join(dataDir, 'small.tar.gz.part'), archive);
    await small().run();
    expectComplete();
    rmSync(dataDir, { recursive: true });
    mkdirSync(dataDir);
    writeFileSync(join(dataDir, 'small.tar.gz.part'), Buffer.concat([archive, archive]));
    await small().run();
    expectComplete();
  });

  it('removes what has the wrong sum, giving both sums', async () => {
    served.set('small.tar.gz', Buffer.concat([archive, Buffer.from('x')]));
    const fault = await userFault(small().run());
    expect(fault.expected).toContain(md5(archive));
    expect(fault.found).toContain(md5(served.get('small.tar.gz')!));
    expect(readdirSync(dataDir)).toEqual([]);
  });

  it('clears away what a killed run left half unpacked', async () => {
    mkdirSync(join(dataDir, 'small.tar.gz.unpacked', 'batches'), { recursive: true });
    writeFileSync(join(dataDir, 'small.tar.gz.unpacked', 'batches', 'one.bin'), 'half');
    await small().run();
    expectComplete();
  });

  it('refuses an archive that lacks files and places none of it', async () => {
    const lacking = await pack({ 'batches/one.bin': contents['batches/one.bin'] });
    served.set('small.tar.gz', lacking);
    const fault = await userFault(small({ md5: { 'small.tar.gz': md5(lacking) } }).run());
    expect(fault.found).toBe('batches/two.bin is missing');
    expect(existsSync(join(dataDir, 'batches'))).toBe(false);
  });

  it('takes nothing from an archive but the files it knows', async () => {
    const more = await pack({ ...contents, 'batches/extra.sh': Buffer.from('x'), 'other/file': Buffer.from('x') });
    served.set('small.tar.gz', more);
    await small({ md5: { 'small.tar.gz': md5(more) } }).run();
    expectComplete();
  });

  it.each(['file', 'folder'])('takes a local %s as the source, checks it and leaves it where it is', async (kind) => {
    const mine = join(root, 'mine');
    mkdirSync(mine, { recursive: true });
    const file = join(mine, 'small.tar.gz');
    writeFileSync(file, archive);
    await small({ source: kind === 'file' ? file : mine }).run();
    expectComplete();
    expect(readFileSync(file).equals(archive)).toBe(true);
    rmSync(dataDir, { recursive: true });
    writeFileSync(file, 'damaged');
    const fault = await userFault(small({ source: file }).run());
    expect(fault).toMatchObject({ where: file, remedy: 'use another copy of the archive' });
    expect(existsSync(file)).toBe(true);
  });

  it('says what is wrong with a local source that is not there', async () => {
    const fault = await userFault(small({ source: join(root, 'nowhere') }).run());
    expect(fault).toMatchObject({ where: `--source ${join(root, 'nowhere')}`, found: 'nothing there' });
  });

  it('says offline which file to get and where to put what by hand', async () => {
    const { run } = small({ source: 'http://127.0.0.1:9' });
    const fault = await userFault(run());
    expect(fault.where).toBe('http://127.0.0.1:9/small.tar.gz');
    for (const part of ['small.tar.gz', 'rapa data cifar10 --source', join(dataDir, 'batches/one.bin')]) {
      expect(fault.remedy).toContain(part);
    }
    expect(readdirSync(dataDir)).toEqual([]);
  });

  it('gives the server’s status if it has no such file', async () => {
    served.clear();
    expect((await userFault(small().run())).found).toBe('status 404 Not Found');
    expect(readdirSync(dataDir)).toEqual([]);
  });

  it('says that a data folder cannot be made', async () => {
    writeFileSync(join(root, 'occupied'), '');
    const work = downloadDataset('cifar10', { dataDir: join(root, 'occupied'), source: base, log: () => {} });
    expect((await userFault(work)).where).toContain('occupied');
  });
});

describe('downloadDataset', () => {
  it('fetches the two files of svhn, which then load, and only what is missing', async () => {
    const files = { 'train_32x32.mat': svhnFile([1, 10, 3]), 'test_32x32.mat': svhnFile([5]) };
    for (const [name, bytes] of Object.entries(files)) served.set(name, bytes);
    const sums = Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, md5(bytes)]));
    const options = { dataDir, source: base, log: () => {}, md5: sums };
    await downloadDataset('svhn', options);
    expect(readdirSync(dataDir).sort()).toEqual(['test_32x32.mat', 'train_32x32.mat']);
    expect([...(await loadDataset({ name: 'svhn', split: 'train' }, { dataDir })).labels]).toEqual([1, 0, 3]);
    rmSync(join(dataDir, 'test_32x32.mat'));
    requests.length = 0;
    await downloadDataset('svhn', options);
    expect(requests.map(({ url }) => url)).toEqual(['/test_32x32.mat']);
  });

  it('takes svhn from a local folder, but not from a single file', async () => {
    const mine = join(root, 'svhn');
    mkdirSync(mine);
    const bytes = svhnFile([2]);
    for (const name of ['train_32x32.mat', 'test_32x32.mat']) writeFileSync(join(mine, name), bytes);
    const options = { dataDir, log: () => {}, md5: { 'train_32x32.mat': md5(bytes), 'test_32x32.mat': md5(bytes) } };
    const fault = await userFault(downloadDataset('svhn', { ...options, source: join(mine, 'train_32x32.mat') }));
    expect(fault.found).toBe('a single file');
    await downloadDataset('svhn', { ...options, source: mine });
    expect(readdirSync(dataDir).sort()).toEqual(['test_32x32.mat', 'train_32x32.mat']);
    expect(readdirSync(mine)).toHaveLength(2);
  });

  it('refuses a file that does not have the published sum', async () => {
    served.set('cifar-10-binary.tar.gz', archive);
    const fault = await userFault(downloadDataset('cifar10', { dataDir, source: base, log: () => {} }));
    expect(fault.expected).toContain('c32a1d4ab5d03f1284b67883e8d87530');
  });

  it('has nothing to fetch for mnist and cannot fetch an imageFolder', async () => {
    const lines: string[] = [];
    await downloadDataset('mnist', { dataDir, log: (line) => lines.push(line) });
    expect(lines).toEqual(['mnist comes with the package: nothing to download']);
    expect(existsSync(dataDir)).toBe(false);
    const fault = await userFault(downloadDataset('imageFolder', { dataDir, log: () => {} }));
    expect(fault.remedy).toContain('"path"');
  });
});

function svhnFile(labels: readonly number[]): Buffer {
  const count = labels.length;
  const values = Array.from({ length: count * 3072 }, (_, at) => at % 256);
  return matFile(
    [
      { name: 'X', dimensions: [32, 32, 3, count], values, stored: 'uint8' },
      { name: 'y', dimensions: [count, 1], values: labels, stored: 'uint8' },
    ],
    { little: true, compressed: true },
  );
}
