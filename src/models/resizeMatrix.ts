/** TensorFlow's resize methods. */
export type ResizeMethod =
  | 'nearest'
  | 'bilinear'
  | 'bicubic'
  | 'area'
  | 'lanczos3'
  | 'lanczos5'
  | 'gaussian'
  | 'mitchellcubic';

/** How sample positions and kernels are chosen. */
export interface ResizeOptions {
  readonly method: ResizeMethod;
  /** Antialiasing: the kernel widens when a side gets shorter. */
  readonly antialias?: boolean;
  /** Sample i is at i + 1/2 (TensorFlow 2), not at i (TensorFlow 1, and tfjs's layers). */
  readonly halfPixels?: boolean;
}

/**
 * The weights [to, from], row by row, with which `tf.image.resize` resizes a side from `from` to `to` samples. Every method is
 * linear, so two such matrix products resize an image with an exact gradient.
 */
export function resizeMatrix(from: number, to: number, options: ResizeOptions): Float32Array {
  const { method, antialias = false, halfPixels = true } = options;
  const weights = new Float32Array(to * from);
  for (let row = 0; row < to; row++) {
    const add = (column: number, weight: number) => {
      weights[row * from + Math.min(Math.max(column, 0), from - 1)]! += weight;
    };
    const scale = from / to;
    if (method === 'nearest') add(Math.floor((row + (halfPixels ? 0.5 : 0)) * scale), 1);
    else if (method === 'area') areaRow(row, scale, { from, add });
    else if (method === 'bilinear' && !antialias)
      bilinearRow(halfPixels ? (row + 0.5) * scale - 0.5 : row * scale, add);
    else if (method === 'bicubic' && !antialias) bicubicRow((row + 0.5) * scale - 0.5, from, add);
    else kernelRow((row + 0.5) * scale, { scale, from, antialias, add, ...kernels[method] });
  }
  return weights;
}

type Add = (column: number, weight: number) => void;

function bilinearRow(centre: number, add: Add): void {
  const low = Math.floor(centre);
  add(low, 1 - (centre - low));
  add(low + 1, centre - low);
}

/** Area method: the mean over the covered samples, partial samples weighted. */
function areaRow(row: number, scale: number, { from, add }: { readonly from: number; readonly add: Add }): void {
  const start = row * scale;
  const end = (row + 1) * scale;
  for (let at = Math.floor(start); at < Math.min(Math.ceil(end), from); at++) {
    add(at, (Math.min(at + 1, end) - Math.max(at, start)) / scale);
  }
}

/** Keys's kernel with a = -1/2, at 1024 positions between samples as TensorFlow has it; zero beyond the border. */
function bicubicRow(centre: number, from: number, add: Add): void {
  const low = Math.floor(centre);
  const part = Math.round((centre - low) * 1024) / 1024;
  const taps = [-1, 0, 1, 2].map((step) => ({ column: low + step, weight: keys(Math.abs(part - step)) }));
  const inside = taps.filter(({ column }) => column >= 0 && column < from);
  const sum = inside.reduce((total, { weight }) => total + weight, 0);
  for (const { column, weight } of inside) add(column, weight / sum);
}

interface Kernel {
  readonly radius: number;
  readonly value: (distance: number) => number;
}

function kernelRow(
  centre: number,
  {
    scale,
    from,
    antialias,
    add,
    radius,
    value,
  }: Kernel & {
    readonly scale: number;
    readonly from: number;
    readonly antialias: boolean;
    readonly add: Add;
  },
): void {
  const stretch = antialias ? Math.max(scale, 1) : 1;
  const first = Math.max(0, Math.ceil(centre - radius * stretch - 0.5));
  const last = Math.min(from - 1, Math.floor(centre + radius * stretch - 0.5));
  const taps = Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => ({
    column: first + at,
    weight: value(Math.abs(first + at + 0.5 - centre) / stretch),
  }));
  const sum = taps.reduce((total, { weight }) => total + weight, 0);
  for (const { column, weight } of taps) add(column, weight / sum);
}

function keys(x: number): number {
  if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
  return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
}

function mitchell(x: number): number {
  if (x < 1) return ((7 / 6) * x - 2) * x * x + 8 / 9;
  return x < 2 ? (((-7 / 18) * x + 2) * x - 10 / 3) * x + 16 / 9 : 0;
}

function lanczos(radius: number): Kernel {
  const value = (x: number) => {
    if (x > radius) return 0;
    return x <= 1e-3 ? 1 : (radius * Math.sin(Math.PI * x) * Math.sin((Math.PI * x) / radius)) / (Math.PI * x) ** 2;
  };
  return { radius, value };
}

const kernels: Readonly<Record<Exclude<ResizeMethod, 'nearest' | 'area'>, Kernel>> = {
  bilinear: { radius: 1, value: (x) => Math.max(0, 1 - x) },
  bicubic: { radius: 2, value: keys },
  lanczos3: lanczos(3),
  lanczos5: lanczos(5),
  gaussian: { radius: 1.5, value: (x) => (x >= 1.5 ? 0 : Math.exp((-x * x) / (2 * 0.5 ** 2))) },
  mitchellcubic: { radius: 2, value: mitchell },
};
