import { randomStream } from '../base/random.js';
import type { TilingName } from '../contract/architecture.js';
import { canvasPackage } from '../reports/charts/canvasPackage.js';
import { registerFonts } from '../reports/charts/registerFonts.js';
import { seriesStyle } from '../reports/summary/seriesStyle.js';
import { assignTiles, tilingFault } from '../tilings/tilings.js';

/** The schemes of the paper's figure 2, in its order. */
export const drawnSchemes = [
  'none',
  'imageOverlap',
  'imagePad',
  'alternate',
  'randomFixed',
  'random',
  'perforated',
] as const satisfies readonly TilingName[];

export interface DrawnTiling {
  readonly scheme: TilingName;
  /** Index of the draw; draws of a random scheme differ. */
  readonly draw: number;
  /** The tile of each output pixel, row by row, or -1. */
  readonly assignment: Int32Array;
}

/** Why `tiles` do not fit a square of `size` x `size` outputs under every scheme, or null if they do. */
export function exampleFault({ size, tiles }: { readonly size: number; readonly tiles: number }): string | null {
  const grid = { height: size, width: size };
  return drawnSchemes.map((scheme) => tilingFault(scheme, grid, tilesOf(scheme, tiles))).find(Boolean) ?? null;
}

function tilesOf(scheme: TilingName, tiles: number): number {
  return scheme === 'none' ? 1 : tiles;
}

/**
 * The assignments of every scheme on a square of `size` x `size` outputs (paper, figure 2); two draws of `random` and
 * `perforated`, which change with each image. Throws RangeError if `exampleFault` finds a problem.
 */
export function exampleTilings(options: {
  readonly size: number;
  readonly tiles: number;
  readonly seed: number;
}): DrawnTiling[] {
  const { size, tiles, seed } = options;
  return drawnSchemes.flatMap((scheme, index) =>
    (scheme === 'random' || scheme === 'perforated' ? [0, 1] : [0]).map((draw) => ({
      scheme,
      draw,
      assignment: assignTiles(
        scheme,
        { height: size, width: size },
        { tiles: tilesOf(scheme, tiles), stream: randomStream(seed, 'fixedTiling', index, draw) },
      ),
    })),
  );
}

/** Shades for tiles: the hues of the charts, lighter at each round of the palette. */
export function tileColour(tile: number): string {
  if (tile < 0) return '#ffffff';
  const round = Math.floor(tile / 8);
  const share = 1 / (1 + 0.55 * round);
  const hue = seriesStyle(tile).light;
  const channel = (from: number) => Math.round(255 - share * (255 - Number.parseInt(hue.slice(from, from + 2), 16)));
  return `rgb(${channel(1)} ${channel(3)} ${channel(5)})`;
}

/** Tilings next to each other as a PNG, one square per pixel in the colour of its tile; white means zero. Without names there is no margin. */
export function drawTilings(
  tilings: readonly DrawnTiling[],
  size: number,
  names: 'with names' | 'without names' = 'with names',
): Buffer {
  registerFonts();
  const zoom = Math.max(4, Math.floor(220 / size));
  const [gap, head] = names === 'with names' ? [24, 34] : [1, 1];
  const side = size * zoom;
  const canvas = canvasPackage().createCanvas(gap + tilings.length * (side + gap), head + side + gap);
  const context = canvas.getContext('2d');
  context.fillStyle = '#f7f7f5';
  context.fillRect(0, 0, canvas.width, canvas.height);
  for (const [index, { scheme, draw, assignment }] of tilings.entries()) {
    const left = gap + index * (side + gap);
    context.fillStyle = '#16191d';
    context.font = '600 16px Inter, sans-serif';
    if (names === 'with names') context.fillText(draw === 0 ? scheme : `${scheme}, next image`, left, head - 10);
    for (const [patch, tile] of assignment.entries()) {
      context.fillStyle = tileColour(tile);
      context.fillRect(left + (patch % size) * zoom, head + Math.floor(patch / size) * zoom, zoom - 1, zoom - 1);
    }
  }
  return canvas.toBuffer('image/png');
}
