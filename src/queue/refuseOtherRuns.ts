import type { Redis } from 'ioredis';
import { UserError } from '../base/errors.js';
import type { Store } from '../stores/store.js';
import { keepStoreId } from '../stores/storeId.js';
import { announce, announceMs, isAlike, type Presence, shareQueue, whoIsThere } from './presence.js';
import { numericsText, remedyOf } from './queueNames.js';
import { withLimit } from './withLimit.js';

const answerLimitMs = 20_000;

/** Rejects with `UserError` if all runs that are announced need another version, engine or store. */
export async function refuseOtherRuns(redis: Redis, own: Presence): Promise<void> {
  const runs = await withLimit(whoIsThere(redis, 'runs'), answerLimitMs);
  if (runs.length === 0 || runs.some((run) => shareQueue(run, own))) return;
  const alike = runs.find((run) => isAlike(run, own));
  if (alike !== undefined) {
    throw new UserError({
      where: '--store',
      expected: `the store of eval on ${alike.host}: ${alike.storePlace}`,
      found: `another one, ${own.storePlace}`,
      remedy: 'give eval and worker the same --store',
    });
  }
  throw new UserError({
    where: 'rapa worker',
    expected: `${numericsText(runs[0]!)}, which the run of ${runs[0]!.host} needs`,
    found: numericsText(own),
    remedy: remedyOf(runs[0]!, own),
  });
}

/** What a worker needs to see the runs of others. */
interface RunWatch {
  readonly redis: Redis;
  readonly store: Store;
  readonly log: (line: string) => void;
  /** Ends the worker. */
  readonly refuse: (error: UserError) => void;
}

/**
 * Repeats the worker's announcement, says once of each run that needs something else that this worker takes no part, and refuses
 * to go on with a store that was replaced.
 */
export function watchRuns(
  { redis, store, log, refuse }: RunWatch,
  { id, presence }: { readonly id: string; readonly presence: Presence },
) {
  const told = new Set<string>();
  const look = async () => {
    await announce(redis, 'workers', { id, presence });
    for (const run of await whoIsThere(redis, 'runs')) {
      const text = otherRun(run, presence);
      if (text !== null && !told.has(text)) log(text);
      if (text !== null) told.add(text);
    }
    if ((await keepStoreId(store, presence.storeId)) !== presence.storeId) refuse(replacedStore(store));
  };
  const timer = setInterval(() => void withLimit(look(), answerLimitMs).catch(() => {}), announceMs);
  return () => clearInterval(timer);
}

/** Why a worker takes no part in a run, in words; null if it does. */
function otherRun(run: Presence, own: Presence): string | null {
  if (shareQueue(run, own)) return null;
  const needed = isAlike(run, own) ? `the store ${run.storePlace}, not ${own.storePlace}` : numericsText(run);
  return `the run of ${run.host} needs ${needed}: this worker takes no part in it`;
}

function replacedStore({ place }: Store): UserError {
  return new UserError({
    where: '--store',
    expected: `the store that was at ${place} when the worker started`,
    found: 'another one, or the same one emptied and used anew',
    remedy: 'start the worker again',
  });
}
