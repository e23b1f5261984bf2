/** A tiled layer's weights: kernels [tiles, k, k, C, F] and biases [tiles, F], flat. */
export interface TiledWeights {
  readonly kernels: Float32Array;
  readonly biases: Float32Array;
  readonly tiles: number;
  /** F. */
  readonly outputs: number;
}

/** For each output channel, the tile whose filter has the highest Euclidean norm, without bias; the first of equal ones. */
export function tilesByNorm({ kernels, tiles, outputs }: TiledWeights): Int32Array {
  const squares = new Float64Array(tiles * outputs);
  const perTile = kernels.length / tiles;
  for (const [at, value] of kernels.entries()) {
    const place = Math.floor(at / perTile) * outputs + (at % outputs);
    squares[place] = squares[place]! + value ** 2;
  }
  return highest(squares, outputs);
}

/** For each channel of [tiles x F] values, the tile with the highest value; the first of equal ones. */
export function highest(values: ArrayLike<number>, outputs: number): Int32Array {
  const best = new Int32Array(outputs);
  for (let at = 0; at < values.length; at++) {
    const channel = at % outputs;
    if (values[at]! > values[best[channel]! * outputs + channel]!) best[channel] = Math.floor(at / outputs);
  }
  return best;
}

/** One kernel matrix and one bias per channel, taken from the tile in `chosen`. */
export function takeTiles({ kernels, biases, tiles, outputs }: TiledWeights, chosen: Int32Array): TiledWeights {
  const perTile = kernels.length / tiles;
  return {
    kernels: Float32Array.from({ length: perTile }, (_, at) => kernels[chosen[at % outputs]! * perTile + at]!),
    biases: Float32Array.from(chosen, (tile, channel) => biases[tile * outputs + channel]!),
    tiles: 1,
    outputs,
  };
}

/** The mean over the tiles. */
export function meanOfTiles({ kernels, biases, tiles, outputs }: TiledWeights): TiledWeights {
  const mean = (values: Float32Array) => {
    const length = values.length / tiles;
    const sums = new Float64Array(length);
    for (const [at, value] of values.entries()) sums[at % length] = sums[at % length]! + value;
    return Float32Array.from(sums, (sum) => sum / tiles);
  };
  return { kernels: mean(kernels), biases: mean(biases), tiles: 1, outputs };
}
