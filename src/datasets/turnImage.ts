import type { StoredImage } from './storedImage.js';

/** Source position of a pixel of the oriented image, given the stored image's last row and column. */
type Origin = (
  row: number,
  column: number,
  last: { readonly row: number; readonly column: number },
) => [number, number];

/** By EXIF orientation (TIFF 6.0, tag 274); from 5 on rows and columns are swapped. */
const origins: Readonly<Record<number, Origin>> = {
  2: (row, column, last) => [row, last.column - column],
  3: (row, column, last) => [last.row - row, last.column - column],
  4: (row, column, last) => [last.row - row, column],
  5: (row, column) => [column, row],
  6: (row, column, last) => [last.row - column, row],
  7: (row, column, last) => [last.row - column, last.column - row],
  8: (row, column, last) => [column, last.column - row],
};

/** Applies the EXIF orientation, 1 to 8. */
export function turnImage(image: StoredImage, orientation: number): StoredImage {
  const origin = origins[orientation];
  if (origin === undefined) return image;
  const { channels, samples } = image;
  const [width, height] = orientation >= 5 ? [image.height, image.width] : [image.width, image.height];
  const last = { row: image.height - 1, column: image.width - 1 };
  const turned = new Uint8Array(samples.length);
  for (let row = 0, to = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const [fromRow, fromColumn] = origin(row, column, last);
      const from = (fromRow * image.width + fromColumn) * channels;
      for (let channel = 0; channel < channels; channel++) turned[to++] = samples[from + channel]!;
    }
  }
  return { width, height, channels, samples: turned };
}
