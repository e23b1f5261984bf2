/** Shape of tiled kernels: tiles, height, width, input channels, output channels. */
export type TiledKernelShape = readonly [tiles: number, height: number, width: number, inputs: number, outputs: number];

/**
 * Filter similarity S: mean over output channels of the mean correlation coefficient between that channel's filters over all
 * pairs of tiles (paper, section "Filter similarity across tiles"). `kernels` is flat in the shape's order. Constant filters,
 * which have no correlation, are left out; null if no pair remains (e.g. with a single tile).
 */
export function filterSimilarity(
  kernels: Float32Array | Float64Array | readonly number[],
  shape: TiledKernelShape,
): number | null {
  const [tiles, height, width, inputs, outputs] = shape;
  const length = height * width * inputs;
  if (kernels.length !== tiles * length * outputs) {
    throw new RangeError(`${kernels.length} values are no kernels of shape [${shape.join(', ')}]`);
  }
  let sum = 0;
  let channels = 0;
  for (let output = 0; output < outputs; output++) {
    const filters: Float64Array[] = [];
    for (let tile = 0; tile < tiles; tile++) {
      const filter = new Float64Array(length);
      for (let i = 0; i < length; i++) filter[i] = kernels[(tile * length + i) * outputs + output]!;
      if (standardise(filter)) filters.push(filter);
    }
    if (filters.length < 2) continue;
    sum += meanPairProduct(filters);
    channels++;
  }
  return channels === 0 ? null : sum / channels;
}

/** To mean 0 and length 1 in place; false for a constant filter. */
function standardise(filter: Float64Array): boolean {
  const mean = filter.reduce((total, value) => total + value, 0) / filter.length;
  const largest = filter.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  let squares = 0;
  for (let i = 0; i < filter.length; i++) {
    filter[i] = filter[i]! - mean;
    squares += filter[i]! ** 2;
  }
  // Rounding errors of a constant filter are not a signal.
  if (Math.sqrt(squares / filter.length) <= 1e-12 * largest) return false;
  const norm = Math.sqrt(squares);
  for (let i = 0; i < filter.length; i++) filter[i] = filter[i]! / norm;
  return true;
}

/** Mean of u.v over all pairs of unit vectors, from |sum u|^2 = T + 2 sum over pairs: linear in T. */
function meanPairProduct(filters: readonly Float64Array[]): number {
  let square = 0;
  for (let i = 0; i < filters[0]!.length; i++) {
    let total = 0;
    for (const filter of filters) total += filter[i]!;
    square += total ** 2;
  }
  return (square - filters.length) / (filters.length * (filters.length - 1));
}
