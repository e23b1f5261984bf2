/** Items of which the least is taken first, in a time that grows with the logarithm of their number. */
export interface MinHeap<Item> {
  push(item: Item): void;
  /** The least item; null if there is none. */
  pop(): Item | null;
}

/** A binary heap of items in the order of their keys. */
export function minHeap<Item>(keyOf: (item: Item) => number): MinHeap<Item> {
  const items: Item[] = [];
  const isLess = (a: number, b: number) => keyOf(items[a]!) < keyOf(items[b]!);
  const swap = (a: number, b: number) => {
    [items[a], items[b]] = [items[b]!, items[a]!];
  };
  return {
    push: (item) => {
      let at = items.push(item) - 1;
      for (let up = (at - 1) >> 1; at > 0 && isLess(at, up); up = (at - 1) >> 1) {
        swap(at, up);
        at = up;
      }
    },
    pop: () => {
      if (items.length === 0) return null;
      swap(0, items.length - 1);
      const first = items.pop()!;
      for (let at = 0; ; ) {
        const [left, right] = [2 * at + 1, 2 * at + 2];
        let least = at;
        if (left < items.length && isLess(left, least)) least = left;
        if (right < items.length && isLess(right, least)) least = right;
        if (least === at) return first;
        swap(at, least);
        at = least;
      }
    },
  };
}
