import { type TargetChoice, targetedClasses } from '../attackKinds/parameters.js';
import { randomStream } from '../base/random.js';

/** Stream keys that random starts and windows do not use. */
const targetKey = 0x7a26;

/** Chooses targets among the other classes of an image, most probable first; `image` and `seed` determine a random choice. */
export function chosenTargets(
  targets: TargetChoice,
  ranked: readonly number[],
  { image, seed }: { readonly image: number; readonly seed: number },
): number[] {
  switch (targets) {
    case 'all':
      return ranked.slice(0, targetedClasses(ranked.length + 1));
    case 'next':
      return ranked.slice(0, 1);
    case 'least-likely':
      return ranked.slice(-1);
    case 'random':
      return [ranked[randomStream(seed, 'attack', image, targetKey).int(ranked.length)]!];
  }
}
