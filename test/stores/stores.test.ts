import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '../../src/base/stableHash.js';
import type { CellRecord } from '../../src/contract/cell.js';
import { redisAddress } from '../../src/queue/redisAddress.js';
import { DamagedBlob, getBlob, putBlob } from '../../src/stores/blobs.js';
import { cellName, getCell, putCell } from '../../src/stores/cellRecords.js';
import { openStore } from '../../src/stores/openStore.js';
import { redisStore } from '../../src/stores/redisStore.js';
import { type Store, StoreFull } from '../../src/stores/store.js';
import { hasRedis, testRedis } from '../support/redisServer.js';

/** A server of S3's interface: moto of PyPI. */
const hasS3 = spawnSync('moto_server', ['--help']).status === 0;

const record = {
  ...{ schemaVersion: 1, key: 'ab'.repeat(32), model: 'm', attack: 'a', images: [0, 2], draws: 1 },
  ...{ clean: [1, 0], points: [], gallery: [], durationMs: 5 },
} as const satisfies CellRecord;

function behaves(open: () => Promise<Store>): void {
  let store: Store;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store.close());

  it('gives back the bytes that were stored, and null for others', async () => {
    const bytes = Uint8Array.from({ length: 70_000 }, (_, at) => (at * 7) % 256);
    const digest = await putBlob(store, bytes);
    expect(digest).toBe(sha256(bytes));
    expect(sha256((await getBlob(store, digest))!)).toBe(digest);
    expect(await getBlob(store, sha256('other'))).toBeNull();
    expect(await putBlob(store, bytes)).toBe(digest);
  });

  it('keeps the first object of a name unless it is replaced', async () => {
    await store.put('cells/aa/one', Buffer.from('first'));
    await store.put('cells/aa/one', Buffer.from('second'));
    expect(Buffer.from((await store.get('cells/aa/one'))!).toString()).toBe('first');
    await store.put('cells/aa/one', Buffer.from('third'), { replace: true });
    expect(Buffer.from((await store.get('cells/aa/one'))!).toString()).toBe('third');
  });

  it('says which names are there', async () => {
    const names = Array.from({ length: 70 }, (_, at) => `cells/bb/n${at}`);
    for (const name of names.slice(0, 3)) await store.put(name, Buffer.from(name));
    expect(await store.present(['cells/cc/none', ...names])).toEqual([
      false,
      true,
      true,
      true,
      ...names.slice(3).map(() => false),
    ]);
    expect(await store.present([])).toEqual([]);
  });

  it('sees a damaged record and a damaged blob, and replaces them', async () => {
    await putCell(store, record, { numerics: 'n', replace: false });
    expect(await getCell(store, record.key)).toEqual({ kind: 'record', record });
    expect(await getCell(store, 'cd'.repeat(32))).toEqual({ kind: 'none', isDamaged: false });
    await store.put(cellName(record.key), Buffer.from('cut'), { replace: true });
    expect(await getCell(store, record.key)).toEqual({ kind: 'none', isDamaged: true });
    await putCell(store, record, { numerics: 'n', replace: true });
    expect(await getCell(store, record.key)).toEqual({ kind: 'record', record });
    const digest = await putBlob(store, Buffer.from('weights'));
    await store.put(`blobs/${digest.slice(0, 2)}/${digest}`, Buffer.from('Weights'), { replace: true });
    await expect(getBlob(store, digest)).rejects.toBeInstanceOf(DamagedBlob);
    await putBlob(store, Buffer.from('weights'));
    expect(Buffer.from((await getBlob(store, digest))!).toString()).toBe('weights');
  });

  it('stores one of many writers at the same time, whole', async () => {
    const contents = Array.from({ length: 20 }, (_, at) => Buffer.alloc(50_000, at));
    await Promise.all(contents.map((content) => store.put('cells/dd/raced', content)));
    const found = Buffer.from((await store.get('cells/dd/raced'))!);
    expect(contents.some((content) => content.equals(found))).toBe(true);
  });
}

describe('the store in a folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rapa-store-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  behaves(() => openStore(folder, { redis: null as never, place: '' }));

  it('leaves no temporary files, and refuses a folder that is none', async () => {
    const left = readdirSync(folder, { recursive: true }).filter((name) => String(name).includes('.part'));
    expect(left).toEqual([]);
    writeFileSync(join(folder, 'file'), '');
    const refused = openStore(join(folder, 'file'), { redis: null as never, place: '' });
    await expect(refused).rejects.toThrow(/--store\n.*a folder that all machines see\n.*a file, /);
  });

  it('other addresses are refused without their credentials', async () => {
    const refused = openStore('ftp://user:secret@host/', { redis: null as never, place: '' });
    await expect(refused).rejects.toThrow('a folder that all machines see');
    await expect(refused).rejects.not.toThrow('secret');
  });
});

describe.skipIf(!hasRedis)('the store in Redis (redis-server must be installed)', () => {
  const server = testRedis({ appendOnly: false });
  let redis: Redis;
  beforeAll(async () => {
    await server.start();
    redis = new Redis({ ...redisAddress(server.address, {}).options });
  });
  afterAll(async () => {
    redis.disconnect();
    await server.close();
  });
  behaves(async () => redisStore(redis, 'here'));

  it('keeps for 30 days what is read or stored again', async () => {
    const store = redisStore(redis, 'here');
    const days = async () => (await redis.ttl('rapa:store:blobs/aa/used')) / 86_400;
    for (const use of [() => store.get('blobs/aa/used'), () => store.put('blobs/aa/used', Buffer.from('new'))]) {
      await store.put('blobs/aa/used', Buffer.from('weights'));
      await redis.expire('rapa:store:blobs/aa/used', 60);
      await use();
      expect(await days()).toBeCloseTo(30, 2);
      expect(Buffer.from((await store.get('blobs/aa/used'))!).toString()).toBe('weights');
    }
    expect(await store.get('blobs/aa/unknown')).toBeNull();
  });

  it('says that it is full', async () => {
    await redis.config('SET', 'maxmemory', '1500000');
    const store = redisStore(redis, 'here');
    const fill = async () => {
      for (let at = 0; at < 40; at++) await store.put(`cells/ee/${at}`, Buffer.alloc(100_000, at));
    };
    await expect(fill()).rejects.toBeInstanceOf(StoreFull);
    await redis.config('SET', 'maxmemory', '0');
  });
});

describe.skipIf(!hasS3)('the store in S3 (moto_server must be installed)', () => {
  let server: ChildProcess;
  const before = { ...process.env };
  beforeAll(async () => {
    const port = await freePort();
    server = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore', detached: true });
    Object.assign(process.env, {
      AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${port}`,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    });
    await createBucket(port);
  });
  afterAll(() => {
    process.kill(-server.pid!, 'SIGTERM');
    process.env = before;
  });
  behaves(() => openStore('s3://cells/some/prefix/', { redis: null as never, place: '' }));

  it('refuses a bucket that is not there, and an address with credentials', async () => {
    const open = (address: string) => openStore(address, { redis: null as never, place: '' });
    await expect(open('s3://missing')).rejects.toThrow('no such bucket');
    await expect(open('s3://user:secret@bucket')).rejects.not.toThrow('secret');
  });
});

async function createBucket(port: number): Promise<void> {
  const client = new S3Client({ endpoint: `http://127.0.0.1:${port}`, forcePathStyle: true });
  for (let tries = 0; ; tries++) {
    try {
      await client.send(new CreateBucketCommand({ Bucket: 'cells' }));
      return;
    } catch (error) {
      if (tries > 60) throw error;
      await sleep(500);
    }
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
