import fc from 'fast-check';
import { expect, it } from 'vitest';
import { minHeap } from '../../src/base/minHeap.js';

it('gives items in the order of their keys, also when pushes and pops alternate', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.integer({ min: -50, max: 50 }))), (steps) => {
      const heap = minHeap((item: { readonly key: number }) => item.key);
      const plain: number[] = [];
      for (const key of steps) {
        if (key !== null) {
          heap.push({ key });
          plain.push(key);
        } else {
          const least = plain.length === 0 ? undefined : Math.min(...plain);
          expect(heap.pop()?.key).toBe(least);
          if (least !== undefined) plain.splice(plain.indexOf(least), 1);
        }
      }
      for (const key of plain.sort((a, b) => a - b)) expect(heap.pop()?.key).toBe(key);
      expect(heap.pop()).toBeNull();
    }),
  );
});
