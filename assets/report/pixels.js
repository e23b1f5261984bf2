/** Draws pixels 0..255 (base64, height x width x 1 or 3 channels) at their original size. */
export function drawPixels(canvas, base64, shape) {
  drawBytes(canvas, bytesOf(base64), shape);
}

/** Draws a blend of two pictures: `from` at 0, `to` at 1. */
export function drawMix(canvas, { from, to, share, shape }) {
  const [before, after] = [bytesOf(from), bytesOf(to)];
  drawBytes(
    canvas,
    before.map((value, at) => Math.round(value + share * (after[at] - value))),
    shape,
  );
}

function drawBytes(canvas, bytes, [height, width, channels]) {
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  const image = context.createImageData(width, height);
  for (let pixel = 0; pixel < height * width; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      image.data[4 * pixel + channel] = bytes[channels * pixel + (channel % channels)];
    }
    image.data[4 * pixel + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}

function bytesOf(base64) {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
