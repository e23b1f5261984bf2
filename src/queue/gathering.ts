import type { Queue, QueueEvents } from 'bullmq';
import type { Redis } from 'ioredis';
import type { TellOutcome } from '../runner/runSuite.js';
import type { Store } from '../stores/store.js';
import type { PublishedRun } from './publishRun.js';
import type { RedisAddress } from './redisAddress.js';

/** A coordinator's queue and store. */
export interface QueueOptions {
  readonly redis: Redis;
  readonly address: RedisAddress;
  readonly store: Store;
  /** Time without any worker after which the missing cells count as failed; four times as long if workers give no results. */
  readonly patienceMs: number;
  /** Lines for the user. */
  readonly log: (line: string) => void;
}

/** A published run whose results a coordinator gathers. */
export interface Gathering extends QueueOptions {
  readonly queue: Queue;
  readonly events: QueueEvents;
  readonly published: PublishedRun;
  readonly signal: AbortSignal;
  readonly tell: TellOutcome;
  /** Number of workers that take jobs of this run. */
  readonly workers: () => number;
}
