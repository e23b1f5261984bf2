import type { Outcomes } from './classify.js';

/** 1 + the wrong class that most draws of all parts name of each image, the lower of equals; 0 where none errs. */
export function wrongClasses(parts: readonly Pick<Outcomes, 'wrong'>[]): number[] {
  return parts[0]!.wrong.map((_, image) => {
    const votes = new Map<number, number>();
    for (const { wrong } of parts) for (const own of wrong[image]!) votes.set(own, (votes.get(own) ?? 0) + 1);
    const [most] = [...votes].sort(([a, votesA], [b, votesB]) => votesB - votesA || a - b);
    return most === undefined ? 0 : 1 + most[0];
  });
}
