import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { announce } from '../../src/queue/presence.js';
import { main, outcomesOf, queueSite, until } from '../support/queueSite.js';
import { hasRedis } from '../support/redisServer.js';

/** Whether a process may mount a small file system of its own. */
const canMount = spawnSync('unshare', ['-rm', 'sh', '-c', 'mount -t tmpfs -o size=64k tmpfs /mnt']).status === 0;

describe.skipIf(!hasRedis)('eval --queue and worker refuse (redis-server must be installed)', () => {
  const { server, connect, newFolder, start, worker, workerWords, evaluate, evalWords, root, expected } = queueSite();

  it('no Redis and a wrong password: exit code 2 on both sides, without the password', async () => {
    const nowhere = 'redis://eva:secret@127.0.0.1:1/0';
    const wrong = server.address.replace('redis+unix://', 'redis+unix://eva:secret@localhost');
    for (const [address, message] of [
      [nowhere, /redis:\/\/127\.0\.0\.1:1\/0\n.*a Redis server that answers\n.*ECONNREFUSED/],
      [wrong, /the right user and password/],
    ] as const) {
      const coordinator = await evaluate(newFolder(), '--queue', address);
      const taking = await start(['worker', '--queue', address, '-j', '1']).ended;
      for (const { code, text } of [{ code: coordinator.code, text: coordinator.stderr }, taking]) {
        expect(code).toBe(2);
        expect(text).toMatch(message);
        expect(text).not.toContain('secret');
      }
    }
  });

  it('a worker with another version, and both sides are told', async () => {
    const redis = connect();
    const other = {
      ...{ numerics: 'e'.repeat(64), engine: 'wasm none', host: 'far', threads: 4 },
      ...{ storeId: 'some', storePlace: '/somewhere' },
    };
    await announce(redis, 'runs', { id: 'other', presence: other });
    const refused = await worker().ended;
    expect(refused.code).toBe(2);
    expect(refused.text).toMatch(/expected: version eeeeeeeeeeee on wasm none, which the run of far needs/);
    await redis.flushall();
    await announce(redis, 'workers', { id: 'other', presence: other });
    redis.disconnect();
    worker();
    const run = await evaluate(newFolder(), '--queue');
    expect(run.code).toBe(0);
    expect(run.stderr).toMatch(
      /the worker on far takes no part: it has version eeeeeeeeeeee on wasm none, this run needs/,
    );
  });

  it('no workers: exit code 3 after the patience, and the cells are named', async () => {
    const run = await evaluate(newFolder(), '--queue', '--patience', '1', '-L', '10');
    expect(run.code, run.stderr).toBe(3);
    expect(run.stdout + run.stderr).toContain('no worker computed it within 1 minute');
    expect(run.stderr).toContain('start some: rapa worker --queue');
  });

  it('--fresh: what the store has is not computed again', async () => {
    const run = await evaluate(newFolder(), '--queue', '--fresh');
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(/--fresh\n.*no such flag with --queue[\s\S]*name a --store that is empty/);
  });

  it('a full Redis: no room for models and data', async () => {
    const redis = connect();
    await redis.config('SET', 'maxmemory', '1100000');
    const full = await evaluate(newFolder(), '--queue');
    await redis.config('SET', 'maxmemory', '0');
    redis.disconnect();
    expect(full.code, full.stderr).toBe(2);
    expect(full.stderr).toContain("room for the run's models and data");
  });

  it.skipIf(!canMount)(
    'a full folder (mounts must be allowed): the worker ends, and with room another goes on',
    async () => {
      const store = newFolder();
      // One shell for all, as only its children see the mount; each line that it reads is a step.
      const shell = start([], { program: ['unshare', '-rm', 'bash'] });
      const step = (line: string) => void shell.child.stdin!.write(`${line}\n`);
      const node = `"${process.execPath}" "${main}"`;
      step(`mount -t tmpfs -o size=2m tmpfs "${store}"`);
      step(`${node} ${evalWords().join(' ')} --queue --store "${store}" & coordinator=$!`);
      const redis = connect();
      await until(async () => (await redis.keys('bull:*:cells-*')).length > 0, shell.said);
      redis.disconnect();
      const take = `${node} ${workerWords.join(' ')} --store "${store}"`;
      step(`cat /dev/zero > "${store}/ballast"; ${take}; echo "ended with $?"`);
      await until(() => /ended with/.test(shell.said()), shell.said);
      expect(shell.said()).toMatch(/--store\n.*room for results\n.*ENOSPC[\s\S]*ended with 2/);
      await until(() => /a worker on .* has ended: --store\n.*room for results/.test(shell.said()), shell.said);
      step(
        `rm "${store}/ballast"; (cd / && ${take} --folder "${newFolder()}") & wait $coordinator; code=$?; kill $!; exit $code`,
      );
      const { code, text } = await shell.ended;
      expect(code, text).toBe(0);
      expect(outcomesOf(shell.cwd)).toBe(expected());
    },
  );

  it('a worker with another store, even if that has all that the run needs, and both sides are told', async () => {
    const before = worker(); // with the store in Redis
    const first = await evaluate(newFolder(), '--queue');
    expect(first.code, first.stderr).toBe(0);
    const store = newFolder();
    const coordinator = start([...evalWords(), '--queue', '--store', store]);
    const told = /the worker on .* takes no part: its store is redis.*, not \/.*the same --store/;
    await until(() => told.test(coordinator.said()), coordinator.said);
    const toldBefore = /the run of .* needs the store \/.*, not redis.*: this worker takes no part in it/;
    await until(() => toldBefore.test(before.said()), before.said);
    const after = await worker().ended;
    expect(after.code, after.text).toBe(2);
    expect(after.text).toMatch(/--store\n.*the store of eval on .*: \/.*\n.*another one, redis/);
    worker('--store', store);
    const { code, text } = await coordinator.ended;
    expect(code, text).toBe(0);
    expect(outcomesOf(coordinator.cwd)).toBe(expected());
  });

  it('a model that was changed in the store', async () => {
    const store = join(root(), 'damaged-store');
    const coordinator = start([...evalWords(), '--queue', '--store', store]);
    const blobs = join(store, 'blobs');
    await until(
      () => existsSync(blobs) && sizesIn(blobs).length >= 5,
      () => 'no blobs',
    );
    const redis = connect();
    await until(
      async () => (await redis.keys('bull:*:cells-*')).length > 0,
      () => 'no jobs',
    );
    redis.disconnect();
    const [largest] = sizesIn(blobs).sort((a, b) => b.size - a.size);
    const bytes = readFileSync(largest!.file);
    bytes[bytes.length >> 1]! ^= 1;
    writeFileSync(largest!.file, bytes);
    const refused = await worker('--store', store).ended;
    expect(refused.code, refused.text).toBe(2);
    expect(refused.text).toMatch(/SHA-256/);
    await until(() => /a worker on .* has ended: .*\n.*SHA-256/.test(coordinator.said()), coordinator.said);
  });
});

function sizesIn(folder: string): { readonly file: string; readonly size: number }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.part'))
    .map(({ parentPath, name }) => {
      const file = join(parentPath, name);
      return { file, size: readFileSync(file).length };
    });
}
