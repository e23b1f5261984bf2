import type { PoolGeometry } from './geometry.js';

/** One channel of a window: indices of its units in x, row by row, without those outside the image, and its index in y. */
export type VisitWindow = (units: readonly number[], out: number, channel: number) => void;

/** Visits every window and channel of a batch, for the reference kernels. */
export function eachWindow(geometry: PoolGeometry, visit: VisitWindow): void {
  const { batch, inHeight, inWidth, channels, outHeight, outWidth } = geometry;
  let out = 0;
  for (let image = 0; image < batch; image++) {
    for (let i = 0; i < outHeight; i++) {
      for (let j = 0; j < outWidth; j++) {
        const rows = inside(i * geometry.strideHeight - geometry.padTop, geometry.windowHeight, inHeight);
        const columns = inside(j * geometry.strideWidth - geometry.padLeft, geometry.windowWidth, inWidth);
        const pixels = rows.flatMap((row) => columns.map((column) => (image * inHeight + row) * inWidth + column));
        for (let c = 0; c < channels; c++) {
          const units = pixels.map((pixel) => pixel * channels + c);
          visit(units, out++, c);
        }
      }
    }
  }
}

function inside(from: number, length: number, side: number): number[] {
  return Array.from({ length }, (_, i) => from + i).filter((at) => at >= 0 && at < side);
}
