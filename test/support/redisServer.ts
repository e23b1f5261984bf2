import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Whether Debian's redis-server is installed; tests that need it name themselves as skipped elsewhere. */
export const hasRedis = spawnSync('redis-server', ['--version']).status === 0;

/** A Redis server on a Unix socket in a temporary folder. */
export interface TestRedis {
  /** For `--queue`. */
  readonly address: string;
  start(): Promise<void>;
  /** SIGKILL, then wait for its end. */
  kill(): Promise<void>;
  /** Ends it and removes its folder. */
  close(): Promise<void>;
}

/** A server that keeps an append-only file, flushed on every command, unless `appendOnly` is false; `more`: further settings. */
export function testRedis({ appendOnly = true, more = [] }: { appendOnly?: boolean; more?: string[] } = {}): TestRedis {
  const folder = mkdtempSync(join(tmpdir(), 'rapa-redis-'));
  const socket = join(folder, 'redis.sock');
  const kept = appendOnly ? ['--appendonly', 'yes', '--appendfsync', 'always'] : ['--appendonly', 'no'];
  let server: ChildProcess | null = null;
  const kill = async () => {
    if (server === null || server.exitCode !== null || server.signalCode !== null) return;
    const end = once(server, 'exit');
    server.kill('SIGKILL');
    await end;
  };
  return {
    address: `redis+unix://${socket}`,
    start: async () => {
      rmSync(socket, { force: true });
      const words = ['--port', '0', '--unixsocket', socket, '--dir', folder, '--save', '', ...kept, ...more];
      server = spawn('redis-server', words, { stdio: 'ignore' });
      for (let tries = 0; !existsSync(socket); tries++) {
        if (tries > 200) throw new Error('redis-server did not start');
        await sleep(50);
      }
    },
    kill,
    close: async () => {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
