import { defineCorruption } from './corruption.js';
import { clamp, type Picture, plane } from './pictures/picture.js';

/**
 * An image after JPEG's lossy steps at a quality: luminance and chrominance (at half resolution in both directions), cosine
 * transform of 8 x 8 blocks, quantisation with the standard's tables at that quality. Entropy coding is skipped because it is
 * lossless.
 */
export const jpegCompression = defineCorruption({
  title: 'JPEG compression',
  group: 'digital',
  parameters: [80, 65, 58, 50, 40],
  apply: (picture, quality) => compress(picture, quality),
});

/** Tables K.1 and K.2 of the JPEG standard (ITU-T T.81), row by row. */
const luminance = [
  ...[16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56],
  ...[14, 17, 22, 29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92],
  ...[49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99],
];
const chrominance = [
  ...[17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99],
  ...[47, 66, 99, 99, 99, 99, 99, 99, ...new Array<number>(32).fill(99)],
];

function compress(picture: Picture, quality: number): Picture {
  const { height, width, channels } = picture;
  const tables = { luminance: scaleTable(luminance, quality), chrominance: scaleTable(chrominance, quality) };
  const of = (channel: number) => (y: number, x: number) =>
    Math.round(255 * clamp(picture.values[(y * width + x) * channels + channel]!));
  if (channels !== 3) {
    const parts = Array.from({ length: channels }, (_, channel) =>
      quantise(plane(height, width, of(channel)), tables.luminance),
    );
    return {
      ...picture,
      values: picture.values.map((_, at) => byte(parts[at % channels]!.values[Math.floor(at / channels)]!) / 255),
    };
  }
  const [red, green, blue] = [of(0), of(1), of(2)] as const;
  const y = plane(height, width, (r, c) => byte(0.299 * red(r, c) + 0.587 * green(r, c) + 0.114 * blue(r, c)));
  const cb = plane(height, width, (r, c) =>
    byte(128 - 0.168736 * red(r, c) - 0.331264 * green(r, c) + 0.5 * blue(r, c)),
  );
  const cr = plane(height, width, (r, c) =>
    byte(128 + 0.5 * red(r, c) - 0.418688 * green(r, c) - 0.081312 * blue(r, c)),
  );
  const bright = quantise(y, tables.luminance).values.map(byte);
  const [u, v] = [cb, cr].map((own) => {
    const half = quantise(halved(own), tables.chrominance);
    return (r: number, c: number) => byte(doubled(half, r, c)) - 128;
  }) as [(r: number, c: number) => number, (r: number, c: number) => number];
  const values = new Float64Array(picture.values.length);
  for (let r = 0; r < height; r++) {
    for (let c = 0; c < width; c++) {
      const at = r * width + c;
      values[3 * at] = byte(bright[at]! + 1.402 * v(r, c)) / 255;
      values[3 * at + 1] = byte(bright[at]! - 0.344136 * u(r, c) - 0.714136 * v(r, c)) / 255;
      values[3 * at + 2] = byte(bright[at]! + 1.772 * u(r, c)) / 255;
    }
  }
  return { ...picture, values };
}

function byte(value: number): number {
  return Math.min(255, Math.max(0, Math.round(value)));
}

/** The quantisation steps at a quality from 1 to 100, as the Independent JPEG Group scales them. */
function scaleTable(table: readonly number[], quality: number): number[] {
  const percent = quality < 50 ? 5000 / quality : 200 - 2 * quality;
  return table.map((step) => Math.min(255, Math.max(1, Math.floor((step * percent + 50) / 100))));
}

/** Means of 2 x 2 pixels; the last row and column are repeated if the side is odd. */
function halved({ height, width, values }: Picture): Picture {
  const at = (y: number, x: number) => values[Math.min(y, height - 1) * width + Math.min(x, width - 1)]!;
  return plane(Math.ceil(height / 2), Math.ceil(width / 2), (y, x) => {
    const sum = at(2 * y, 2 * x) + at(2 * y, 2 * x + 1) + at(2 * y + 1, 2 * x) + at(2 * y + 1, 2 * x + 1);
    return Math.round(sum / 4);
  });
}

/** A pixel of the picture at twice the resolution: 3/4 of the nearest value and 1/4 of the next in both directions. */
function doubled({ height, width, values }: Picture, y: number, x: number): number {
  const near = [Math.floor(y / 2), Math.floor(x / 2)] as const;
  const far = [near[0] + (y % 2 === 0 ? -1 : 1), near[1] + (x % 2 === 0 ? -1 : 1)] as const;
  const at = (row: number, column: number) =>
    byte(values[Math.min(height - 1, Math.max(0, row)) * width + Math.min(width - 1, Math.max(0, column))]!);
  const of = (row: number) => 3 * at(row, near[1]) + at(row, far[1]);
  return (3 * of(near[0]) + of(far[0])) / 16;
}

/** Quantises the cosine transform of each 8 x 8 block with the table's steps; partial blocks are padded with the last values. */
function quantise(picture: Picture, table: readonly number[]): Picture {
  const { height, width, values } = picture;
  const result = new Float64Array(values.length);
  const block = new Float64Array(64);
  for (let top = 0; top < height; top += 8) {
    for (let left = 0; left < width; left += 8) {
      for (let at = 0; at < 64; at++) {
        const y = Math.min(height - 1, top + (at >> 3));
        const x = Math.min(width - 1, left + (at & 7));
        block[at] = values[y * width + x]! - 128;
      }
      const rounded = cosine(block, 'forward').map((value, at) => Math.round(value / table[at]!) * table[at]!);
      const back = cosine(rounded, 'backward');
      for (let y = top; y < Math.min(height, top + 8); y++) {
        for (let x = left; x < Math.min(width, left + 8); x++) {
          result[y * width + x] = back[(y - top) * 8 + x - left]! + 128;
        }
      }
    }
  }
  return { ...picture, values: result };
}

/** The orthonormal cosine transform of length 8: [frequency, place]. */
const cosines = Array.from({ length: 8 }, (_, frequency) =>
  Array.from(
    { length: 8 },
    (_, place) => Math.cos(((2 * place + 1) * frequency * Math.PI) / 16) * (frequency === 0 ? Math.sqrt(1 / 8) : 0.5),
  ),
);

function cosine(block: Float64Array, way: 'forward' | 'backward'): Float64Array {
  const weight = (to: number, from: number) => (way === 'forward' ? cosines[to]![from]! : cosines[from]![to]!);
  const rows = new Float64Array(64);
  for (let y = 0; y < 8; y++) {
    for (let to = 0; to < 8; to++) {
      let sum = 0;
      for (let from = 0; from < 8; from++) sum += weight(to, from) * block[8 * y + from]!;
      rows[8 * y + to] = sum;
    }
  }
  const both = new Float64Array(64);
  for (let x = 0; x < 8; x++) {
    for (let to = 0; to < 8; to++) {
      let sum = 0;
      for (let from = 0; from < 8; from++) sum += weight(to, from) * rows[8 * from + x]!;
      both[8 * to + x] = sum;
    }
  }
  return both;
}
