/** Differences between actual and expected numbers. */
export interface Comparison {
  readonly agrees: boolean;
  /** Of the expected numbers' absolute values. */
  readonly largest: number;
  /** The largest difference of each group and its index, in group order. */
  readonly groups: readonly Difference[];
}

export interface Difference {
  readonly group: number;
  readonly image: number;
  /** Among all numbers. */
  readonly at: number;
  readonly expected: number;
  readonly found: number;
  /** Infinite if one of the two is NaN. */
  readonly difference: number;
}

/**
 * Compares [images, ...] numbers. They agree if no difference exceeds `tolerance` times the largest expected number. `groupOf`:
 * the group of a number, from its index within the image and the image.
 */
export function compareAnswers(
  found: ArrayLike<number>,
  expected: ArrayLike<number>,
  {
    images,
    tolerance,
    groupOf,
  }: {
    readonly images: number;
    readonly tolerance: number;
    readonly groupOf: (place: number, image: number) => number;
  },
): Comparison {
  const size = expected.length / images;
  const groups = new Map<number, Difference>();
  let largest = 0;
  for (let at = 0; at < expected.length; at++) {
    const difference = Math.abs(found[at]! - expected[at]!);
    const own = {
      group: groupOf(at % size, Math.floor(at / size)),
      image: Math.floor(at / size),
      at,
      expected: expected[at]!,
      found: found[at]!,
      difference: Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference,
    };
    largest = Math.max(largest, Math.abs(own.expected));
    const worst = groups.get(own.group);
    if (worst === undefined || own.difference > worst.difference) groups.set(own.group, own);
  }
  const list = [...groups.values()].sort((a, b) => a.group - b.group);
  return { agrees: list.every(({ difference }) => difference <= tolerance * largest), largest, groups: list };
}
