import { imageIds } from '../contract/imageRange.js';
import type { ResultCurve } from '../contract/result.js';

/** Ids of the images of a curve, in the order of its outcomes. */
export function curveImages({ parts }: Pick<ResultCurve, 'parts'>): number[] {
  return imageIds(parts.map(({ images }) => images));
}

/** Whether all curves are over the same images in the same order. */
export function haveSameImages(curves: readonly Pick<ResultCurve, 'parts'>[]): boolean {
  return new Set(curves.map((curve) => curveImages(curve).join())).size <= 1;
}
