import { stratifiedSplit } from './stratifiedSplit.js';

/** Positions of all images in an order whose every prefix has each class in proportion, within one image or so. Depends on the labels alone. */
export function fairOrder(labels: Uint8Array | Uint16Array, classes: number): Int32Array {
  return stratifiedSplit(labels, classes, { testCount: labels.length, seed: 1 }).test;
}
