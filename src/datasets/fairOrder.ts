import { stratifiedSplit } from './stratifiedSplit.js';

/**
 * Positions of all images in an order in which every prefix has each class in proportion, within about one image. Depends only on
 * the labels.
 */
export function fairOrder(labels: Uint8Array | Uint16Array, classes: number): Int32Array {
  return stratifiedSplit(labels, classes, { testCount: labels.length, seed: 1 }).test;
}
