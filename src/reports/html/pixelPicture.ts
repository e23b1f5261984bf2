import { createCanvas } from '@napi-rs/canvas';

/**
 * Pixels 0..255 (base64, height x width x channels of 1 or 3) as a PNG in a data URI. Throws RangeError where their number
 * does not fit the shape.
 */
export function pixelPicture(base64: string, [height, width, channels]: readonly [number, number, number]): string {
  const pixels = Buffer.from(base64, 'base64');
  if (pixels.length !== height * width * channels || (channels !== 1 && channels !== 3)) {
    throw new RangeError(`${pixels.length} bytes are no picture of ${height} x ${width} x ${channels}`);
  }
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  const image = context.createImageData(width, height);
  for (let pixel = 0; pixel < height * width; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      image.data[4 * pixel + channel] = pixels[channels * pixel + (channel % channels)]!;
    }
    image.data[4 * pixel + 3] = 255;
  }
  context.putImageData(image, 0, 0);
  return `data:image/png;base64,${canvas.toBuffer('image/png').toString('base64')}`;
}
