import { UserError } from '../base/errors.js';

/** Whether Redis refused a command because its memory is full. */
export function isFull(error: unknown): boolean {
  const { message, previousErrors = [] } = error as Error & { readonly previousErrors?: readonly Error[] };
  return [message, ...previousErrors.map((each) => each.message)].some((text) => text.startsWith('OOM'));
}

/** What to tell a user whose Redis has no memory left. */
export function fullRedis(place: string): UserError {
  return new UserError({
    where: `--queue ${place}`,
    expected: 'a Redis with room for the jobs',
    found: 'its memory is full (maxmemory)',
    remedy: 'give it more memory, remove what others left in it, or take another --store for the results',
  });
}

/** What to tell a user whose Redis or store did not answer for `silentMs`. */
export function noAnswer(error: unknown, { place, silentMs }: { readonly place: string; readonly silentMs: number }) {
  return new UserError({
    where: `--queue ${place}, or its --store`,
    expected: `an answer within ${minutesText(silentMs)}`,
    found: (error as Error).message,
    remedy: 'start eval again when they answer: what is stored is not computed again',
  });
}

/** `1 minute`, `60 minutes`; at least one. */
export function minutesText(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / 60_000));
  return `${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`;
}
