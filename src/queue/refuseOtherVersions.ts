import type { Redis } from 'ioredis';
import { UserError } from '../base/errors.js';
import { announce, announceMs, isAlike, type Presence, whoIsThere } from './presence.js';
import { type Numerics, numericsText } from './queueNames.js';
import { withLimit } from './withLimit.js';

const answerLimitMs = 20_000;

/** Rejects with `UserError` if all runs that are announced need another version or engine. */
export async function refuseOtherVersions(redis: Redis, own: Numerics): Promise<void> {
  const runs = await withLimit(whoIsThere(redis, 'runs'), answerLimitMs);
  if (runs.length === 0 || runs.some((run) => isAlike(run, own))) return;
  throw new UserError({
    where: 'rapa worker',
    expected: `${numericsText(runs[0]!)}, which the run of ${runs[0]!.host} needs`,
    found: numericsText(own),
    remedy: 'install the same version of the program and its packages on all machines',
  });
}

/** Repeats the worker's announcement, and says once of each run that needs something else that this worker takes no part. */
export function watchRuns(
  { redis, own, log }: { readonly redis: Redis; readonly own: Numerics; readonly log: (line: string) => void },
  { id, presence }: { readonly id: string; readonly presence: Presence },
) {
  const told = new Set<string>();
  const look = async () => {
    await announce(redis, 'workers', { id, presence });
    for (const run of await whoIsThere(redis, 'runs')) {
      const text = `the run of ${run.host} needs ${numericsText(run)}: this worker takes no part in it`;
      if (!isAlike(run, own) && !told.has(text)) log(text);
      told.add(text);
    }
  };
  const timer = setInterval(() => void withLimit(look(), answerLimitMs).catch(() => {}), announceMs);
  return () => clearInterval(timer);
}
