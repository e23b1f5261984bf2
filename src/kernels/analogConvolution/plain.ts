import { type Geometry, tiledGeometry } from '../convolution/geometry.js';
import type { AnalogAttributes, ArrayReading } from './names.js';
import { type PassNoise, passNoise } from './passNoise.js';

type Values = Float32Array | Int32Array | Uint8Array;

/** Operands of an analog convolution as plain arrays; shapes as in `AnalogInputs`. */
export type PlainOperands = Readonly<Record<'x' | 'weights' | 'factors' | 'biases' | 'assignment' | 'keys', Values>>;

/** Geometry of an analog convolution. */
export function analogGeometry(
  { x, weights }: { readonly x: readonly number[]; readonly weights: readonly number[] },
  { strides, padding }: Pick<AnalogAttributes, 'strides' | 'padding'>,
): Geometry {
  return tiledGeometry({ x, kernels: weights, strides, padding });
}

/**
 * The reference of the analog convolution, one patch at a time: each patch is the input vector of its tile's arrays. Returns
 * [B, OH, OW, F]. Sums are in double precision.
 */
export function analogConvolutionPlain(
  operands: PlainOperands,
  geometry: Geometry,
  attributes: AnalogAttributes,
): Float32Array {
  const { batch, outHeight, outWidth, filters, kernelHeight, kernelWidth, channels } = geometry;
  const patches = outHeight * outWidth;
  const inputs = kernelHeight * kernelWidth * channels;
  const arrays = attributes.starts.length - 1;
  const y = new Float32Array(batch * patches * filters);
  const vector = new Float32Array(inputs);
  const { assignment, biases, keys } = operands;
  for (let image = 0; image < batch; image++) {
    const own = [keys[2 * image]!, keys[2 * image + 1]!] as const;
    for (let patch = 0; patch < patches; patch++) {
      const tile = assignment[assignment.length === patches ? patch : image * patches + patch]!;
      if (tile < 0) continue;
      gather(vector, operands.x, { geometry, image, patch });
      const sums = Float64Array.from(biases.subarray(tile * filters, (tile + 1) * filters));
      for (let array = 0; array < arrays; array++) {
        const [from, to] = [attributes.starts[array]!, attributes.starts[array + 1]!];
        const at = (tile * inputs + from) * filters;
        const weights = operands.weights.subarray(at, (tile * inputs + to) * filters);
        const answers = readArray(vector.subarray(from, to), weights, {
          ...{ reading: attributes, filters },
          noise: passNoise(own, patch * arrays + array),
        });
        const row = (tile * arrays + array) * filters;
        for (let f = 0; f < filters; f++) sums[f]! += answers[f]! * operands.factors[row + f]!;
      }
      const isRelu = attributes.activation === 'relu';
      y.set(
        sums.map((sum) => (isRelu ? Math.max(0, sum) : sum)),
        (image * patches + patch) * filters,
      );
    }
  }
  return y;
}

interface Patch {
  readonly geometry: Geometry;
  readonly image: number;
  readonly patch: number;
}

/** Copies a patch's pixels, zero in the padding. */
function gather(vector: Float32Array, x: Values, { geometry, image, patch }: Patch): void {
  const { inHeight, inWidth, channels, kernelHeight, kernelWidth, outWidth } = geometry;
  const top = Math.floor(patch / outWidth) * geometry.strideHeight - geometry.padTop;
  const left = (patch % outWidth) * geometry.strideWidth - geometry.padLeft;
  for (let at = 0; at < vector.length; at++) {
    const place = Math.floor(at / channels);
    const [row, column] = [top + Math.floor(place / kernelWidth), left + (place % kernelWidth)];
    const inside = row >= 0 && row < inHeight && column >= 0 && column < inWidth;
    vector[at] = inside ? x[((image * inHeight + row) * inWidth + column) * channels + (at % channels)]! : 0;
  }
  if (vector.length !== kernelHeight * kernelWidth * channels) throw new RangeError('a patch of another size');
}

interface Reads {
  readonly reading: ArrayReading;
  readonly filters: number;
  readonly noise: PassNoise;
}

/** The answers of one array in units of the input, read again with a smaller input while one is beyond the bound. */
function readArray(vector: Float32Array, weights: Values, { reading, filters, noise }: Reads): Float64Array {
  const { range, inputStep, outputStep, bound, mostDivisor, outputNoise, weightNoise } = reading;
  const full = range > 0 ? range : vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const answers = new Float64Array(filters);
  if (full === 0) return answers;
  const normals = new Float64Array(filters);
  for (let read = 0, divisor = 1; ; read++, divisor *= 2) {
    const inputs = convertInputs(vector, Math.fround(full * divisor), inputStep);
    if (outputNoise > 0 || weightNoise > 0) noise.fill(normals, read);
    let within = true;
    for (let f = 0; f < filters; f++) {
      let [sum, current] = [0, 0];
      for (const [at, input] of inputs.entries()) {
        const weight = weights[at * filters + f]!;
        sum += input * weight;
        current += input * input * Math.abs(weight);
      }
      const deviation = Math.hypot(outputNoise, weightNoise * Math.sqrt(current));
      const noisy = sum + deviation * normals[f]!;
      const rounded = outputStep === 0 ? noisy : roundHalfEven(noisy / outputStep) * outputStep;
      within &&= Math.abs(rounded) <= bound * (1 + 1e-6);
      answers[f] = Math.min(bound, Math.max(-bound, rounded)) * full * divisor;
    }
    if (within || divisor > mostDivisor) return answers;
  }
}

/**
 * The inputs on the converter's grid, in [-1, 1]. Scales are floats of 32 bits as in the kernels, so that half a step, as of half the
 * largest input, is rounded the same way.
 */
function convertInputs(vector: Float32Array, full: number, step: number): Float64Array {
  const scale = Math.fround(1 / Math.fround(step === 0 ? full : full * Math.fround(step)));
  return Float64Array.from(vector, (value) => {
    const scaled = Math.fround(value * scale);
    const converted = step === 0 ? scaled : roundHalfEven(scaled) * step;
    return Math.min(1, Math.max(-1, converted));
  });
}

function roundHalfEven(value: number): number {
  const down = Math.floor(value);
  const over = value - down;
  if (over !== 0.5) return Math.round(value);
  return down % 2 === 0 ? down : down + 1;
}
