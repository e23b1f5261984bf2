/** A matrix product of a network on an analog array (paper, section 2). */
export interface ArrayLayer {
  readonly name: string;
  /** N: matrix-vector products per image. */
  readonly patches: number;
  /** d x F: size of the kernel matrix. */
  readonly rows: number;
  readonly columns: number;
}

/** A layer on its tiles. */
export interface TiledRunTime extends ArrayLayer {
  readonly tiles: number;
  /** Patches of the busiest tile: ceil(N / tiles). */
  readonly load: number;
  /** Multiply-accumulates per image, N d F; independent of tiles. */
  readonly macs: number;
}

/** A network on analog arrays, one per tile; times in units of one matrix-vector product. */
export interface NetworkRunTime {
  readonly layers: readonly TiledRunTime[];
  /** Total time with sequential layers. */
  readonly serial: { readonly before: number; readonly after: number };
  /** Time per image with pipelined layers: that of the slowest layer. */
  readonly pipelined: { readonly before: number; readonly after: number };
  /** Mean load divided by highest load, in (0, 1]; 1 if all layers take equally long. */
  readonly balance: number;
}

/** The example network of the paper on images of 32 x 32 x 3. */
export const exampleNetwork: readonly ArrayLayer[] = [
  { name: 'conv1', patches: 32 * 32, rows: 5 * 5 * 3, columns: 32 },
  { name: 'conv2', patches: 16 * 16, rows: 5 * 5 * 32, columns: 32 },
  { name: 'conv3', patches: 8 * 8, rows: 5 * 5 * 32, columns: 64 },
];

/** Convolutions of AlexNet (Krizhevsky et al. 2012); the second, fourth and fifth read half of the channels. */
export const alexNet: readonly ArrayLayer[] = [
  { name: 'conv1', patches: 55 * 55, rows: 11 * 11 * 3, columns: 96 },
  { name: 'conv2', patches: 27 * 27, rows: 5 * 5 * 48, columns: 256 },
  { name: 'conv3', patches: 13 * 13, rows: 3 * 3 * 256, columns: 384 },
  { name: 'conv4', patches: 13 * 13, rows: 3 * 3 * 192, columns: 384 },
  { name: 'conv5', patches: 13 * 13, rows: 3 * 3 * 192, columns: 256 },
];

/**
 * The numbers of tiles that balance the layers: floor(N / smallest N), as in the paper's (16, 4, 1) and (17, 4, 1, 1, 1). With
 * `load`, the smallest numbers of tiles with at most `load` patches each.
 */
export function balancedTiles(layers: readonly ArrayLayer[], load?: number): number[] {
  const least = Math.min(...layers.map(({ patches }) => patches));
  return layers.map(({ patches }) => (load === undefined ? Math.floor(patches / least) : Math.ceil(patches / load)));
}

/**
 * A network's run time with tiles. Throws RangeError if the number of tile counts is not the number of layers, or if there are
 * more tiles than patches.
 */
export function arrayRunTime(layers: readonly ArrayLayer[], tiles: readonly number[]): NetworkRunTime {
  if (tiles.length !== layers.length)
    throw new RangeError(`${tiles.length} numbers of tiles for ${layers.length} layers`);
  const tiled = layers.map((layer, index) => {
    const count = tiles[index]!;
    if (!Number.isInteger(count) || count < 1 || count > layer.patches) {
      throw new RangeError(`${count} tiles for the ${layer.patches} patches of ${layer.name}`);
    }
    const { patches, rows, columns } = layer;
    return { ...layer, tiles: count, load: Math.ceil(patches / count), macs: patches * rows * columns };
  });
  const loads = tiled.map(({ load }) => load);
  const patches = layers.map((layer) => layer.patches);
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  return {
    layers: tiled,
    serial: { before: sum(patches), after: sum(loads) },
    pipelined: { before: Math.max(...patches), after: Math.max(...loads) },
    balance: sum(loads) / (loads.length * Math.max(...loads)),
  };
}
