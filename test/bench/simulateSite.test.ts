import { describe, expect, it } from 'vitest';
import { simulateSite } from '../../bench/scale/simulateSite.js';

const costs = { coordinatorMs: 1, redisMs: 0.5, workerMs: 0, storeMs: 0, computeMs: 20_000, threads: 8 };

describe('simulateSite', () => {
  it('gives the loads of the closed form where nothing is saturated', () => {
    const load = simulateSite(500, { ...costs, storeMs: 0.1 });
    expect(load.jobsPerS / 200).toBeCloseTo(1, 1);
    expect(load.efficiency).toBeGreaterThan(0.999);
    expect(load.redis).toBeCloseTo(load.jobsPerS * 0.0005, 2);
    expect(load.store).toBeCloseTo(load.jobsPerS * 0.0001, 2);
    expect(load.coordinator).toBeCloseTo(load.jobsPerS * 0.001, 6);
  });

  it('is as fast as the part that is saturated, and the threads wait', () => {
    const redis = simulateSite(1000, { ...costs, redisMs: 10 });
    expect(redis.jobsPerS).toBeCloseTo(100, -1);
    expect(redis.redis).toBeCloseTo(1, 3);
    expect(redis.efficiency).toBeCloseTo(100 / 400, 1);
    const store = simulateSite(1000, { ...costs, storeMs: 10 });
    expect(store.jobsPerS).toBeCloseTo(100, -1);
    expect(store.store).toBeCloseTo(1, 3);
  });
});
