import { describe, expect, it } from 'vitest';
import { killAtRandom } from '../../bench/scale/killAtRandom.js';
import { hasRedis } from '../support/redisServer.js';

describe.skipIf(!hasRedis)('processes of a queue killed at random (redis-server must be installed)', () => {
  it('no result is lost or counted twice, and all are those of one machine', async () => {
    const lines: string[] = [];
    const run = await killAtRandom({ kills: 6, seed: 2, images: 300 }, (line) => lines.push(line));
    const { worker, coordinator, redis } = run.kills;
    expect(worker + coordinator + redis).toBe(6);
    expect(Math.min(worker, coordinator, redis)).toBeGreaterThan(0);
    expect(run, lines.join('\n')).toMatchObject({ lost: 0, twice: 0, different: 0 });
  }, 600_000);
});
