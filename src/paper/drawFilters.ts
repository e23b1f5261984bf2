import { canvasPackage } from '../reports/charts/canvasPackage.js';

/** Kernels [tiles, k, k, C, F], flat, of 1 or 3 input channels. */
export interface DrawnKernels {
  readonly shape: readonly [tiles: number, height: number, width: number, inputs: number, outputs: number];
  readonly values: Float32Array;
}

/**
 * The filters of a first convolution as a PNG (paper, figure 3 B and C): one row per output channel, one column per tile. Weights
 * of 0 are grey; each filter is scaled by its largest weight. Throws RangeError for other numbers of input channels.
 */
export function drawFilters({ shape, values }: DrawnKernels, { zoom = 6 }: { readonly zoom?: number } = {}): Buffer {
  const [tiles, height, width, inputs, outputs] = shape;
  if (inputs !== 1 && inputs !== 3) throw new RangeError(`filters of ${inputs} channels have no colours: 1 or 3`);
  const gap = 2;
  const canvas = canvasPackage().createCanvas(
    tiles * (width * zoom + gap) + gap,
    outputs * (height * zoom + gap) + gap,
  );
  const context = canvas.getContext('2d');
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  const weight = (tile: number, place: number, input: number, output: number) =>
    values[((tile * height * width + place) * inputs + input) * outputs + output]!;
  for (let output = 0; output < outputs; output++) {
    for (let tile = 0; tile < tiles; tile++) {
      const all = Array.from({ length: height * width * inputs }, (_, at) =>
        Math.abs(weight(tile, Math.floor(at / inputs), at % inputs, output)),
      );
      const largest = Math.max(...all) || 1;
      for (let place = 0; place < height * width; place++) {
        const shade = (input: number) =>
          Math.round(127.5 + (127.5 * weight(tile, place, input % inputs, output)) / largest);
        context.fillStyle = `rgb(${shade(0)} ${shade(1)} ${shade(2)})`;
        const left = gap + tile * (width * zoom + gap) + (place % width) * zoom;
        const top = gap + output * (height * zoom + gap) + Math.floor(place / width) * zoom;
        context.fillRect(left, top, zoom, zoom);
      }
    }
  }
  return canvas.toBuffer('image/png');
}
