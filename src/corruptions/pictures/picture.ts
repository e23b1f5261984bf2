/** An image for corruptions: values [height, width, channels] in double precision, initially in [0, 1]. */
export interface Picture {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly values: Float64Array;
}

/** A picture of the same shape, with values computed per position. */
export function mapPicture(picture: Picture, value: (own: number, at: number) => number): Picture {
  return { ...picture, values: picture.values.map(value) };
}

/** A picture of one channel. */
export function plane(height: number, width: number, value: (y: number, x: number) => number): Picture {
  const values = new Float64Array(height * width);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) values[y * width + x] = value(y, x);
  return { height, width, channels: 1, values };
}

/** The nearest value in [0, 1]. */
export function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}

/** Rec. 601 luma of each pixel, one channel; a picture of one channel unchanged. */
export function greyOf(picture: Picture): Picture {
  if (picture.channels !== 3) return picture;
  const at = (y: number, x: number) => 3 * (y * picture.width + x);
  const { values } = picture;
  return plane(picture.height, picture.width, (y, x) => {
    const from = at(y, x);
    return 0.299 * values[from]! + 0.587 * values[from + 1]! + 0.114 * values[from + 2]!;
  });
}
