import type { Redis } from 'ioredis';
import type { Numerics, QueueSide } from './queueNames.js';

/** What a process tells the others. */
export interface Presence extends QueueSide {
  readonly host: string;
  /** Where the store is, without credentials. */
  readonly storePlace: string;
  /** Threads of a worker; 0 for a coordinator. */
  readonly threads: number;
  /** Why a worker ended. */
  readonly refusal?: string;
}

/** Workers and runs that are there, and workers that ended because something is wrong. */
export type PresenceKind = 'workers' | 'runs' | 'refusals';

/** Redis forgets what was not repeated for so long; its own clock measures, so other clocks may be wrong. */
const keptMs = { workers: 60_000, runs: 60_000, refusals: 120_000 } as const satisfies Record<PresenceKind, number>;
export const announceMs = 15_000;

/** Tells the others that this process is there, for the next minute, or for two minutes why it ended. */
export async function announce(
  redis: Redis,
  kind: PresenceKind,
  { id, presence }: { readonly id: string; readonly presence: Presence },
): Promise<void> {
  await redis
    .multi()
    .sadd(`rapa:${kind}`, id)
    .set(`rapa:${kind}:${id}`, JSON.stringify(presence), 'PX', keptMs[kind])
    .exec();
}

/** Takes the announcement back. */
export async function withdraw(redis: Redis, kind: PresenceKind, id: string): Promise<void> {
  await redis.multi().srem(`rapa:${kind}`, id).del(`rapa:${kind}:${id}`).exec();
}

/** Who announced itself and is not forgotten. */
export async function whoIsThere(redis: Redis, kind: PresenceKind): Promise<Presence[]> {
  const ids = await redis.smembers(`rapa:${kind}`);
  if (ids.length === 0) return [];
  const told = await redis.mget(ids.map((id) => `rapa:${kind}:${id}`));
  const gone = ids.filter((_, at) => told[at] === null);
  if (gone.length > 0) await redis.srem(`rapa:${kind}`, ...gone);
  return told.flatMap((text) => (text === null || text === undefined ? [] : [JSON.parse(text) as Presence]));
}

/** Whether two processes give the same results. */
export function isAlike(a: Numerics, b: Numerics): boolean {
  return a.numerics === b.numerics && a.engine === b.engine;
}

/** Whether a worker takes the jobs of a run. */
export function shareQueue(a: QueueSide, b: QueueSide): boolean {
  return isAlike(a, b) && a.storeId === b.storeId;
}
