import type { RandomStream } from '../base/random.js';
import type { TilingName } from '../contract/architecture.js';
import { alternate } from './alternate.js';
import { imageOverlap } from './imageOverlap.js';
import { imagePad } from './imagePad.js';
import { none } from './none.js';
import { perforated } from './perforated.js';
import { random } from './random.js';
import { randomFixed } from './randomFixed.js';
import type { Assignment, Grid, TilingScheme } from './tilingScheme.js';

/** All tiling schemes by their name in architectures and model files. */
export const tilings = {
  none,
  imageOverlap,
  imagePad,
  alternate,
  randomFixed,
  random,
  perforated,
} as const satisfies Record<TilingName, TilingScheme>;

/** Why the scheme cannot divide any grid among `tiles` tiles, or null if it can. */
export function tileCountFault(name: TilingName, tiles: number): string | null {
  if (!Number.isInteger(tiles) || tiles < 1) return `tiles is a whole number of at least 1, not ${tiles}`;
  const q = Math.round(Math.sqrt(tiles));
  if (!isSquare(name) || q * q === tiles) return null;
  return `tiling '${name}' cuts the image into q x q parts: tiles is a square number, such as ${q * q}, not ${tiles}`;
}

/** Why the scheme cannot divide this grid among `tiles` tiles, or null if it can. */
export function tilingFault(name: TilingName, grid: Grid, tiles: number): string | null {
  const fault = tileCountFault(name, tiles);
  if (fault !== null) return fault;
  const patches = grid.height * grid.width;
  if (patches === 0) return 'nothing is left of the image for it: fewer layers with pooling, or larger images';
  if (tiles > patches) return `${tiles} tiles for ${patches} patches: at most one tile a patch`;
  const q = Math.sqrt(tiles);
  const side = Math.min(grid.height, grid.width);
  if (!isSquare(name) || q <= side) return null;
  return `tiling '${name}' with ${tiles} tiles needs a side of at least ${q}, not ${side}`;
}

function isSquare(name: TilingName): boolean {
  const scheme: TilingScheme = tilings[name];
  return scheme.square;
}

/** The assignment of a grid's patches, row by row. Throws RangeError if `tilingFault` finds a problem. */
export function assignTiles(
  name: TilingName,
  grid: Grid,
  { tiles, stream }: { readonly tiles: number; readonly stream: RandomStream },
): Assignment {
  const fault = tilingFault(name, grid, tiles);
  if (fault !== null) throw new RangeError(fault);
  return tilings[name].assign(grid, tiles, stream);
}
