import { type MeasuredPasses, measurePasses } from './measurePasses.js';
import type { PeakMeter } from './multiplyAddPeak.js';
import { randomTiling } from './networks.js';
import { openNetwork } from './openNetwork.js';
import { passes } from './operations.js';
import { percent, printTable, short } from './printTable.js';
import type { Settings } from './settings.js';

const batch = 100;

/** Measures the baseline with random tiling of only its first layer, by number of tiles. */
export async function measureTiles(
  folder: string,
  meter: () => PeakMeter,
  settings: Settings,
): Promise<MeasuredPasses> {
  const networks = settings.tileCounts.map((tiles) => randomTiling(`tiles-${tiles}`, [tiles, 1, 1]));
  const open = await Promise.all(networks.map((network) => openNetwork(network, folder)));
  const cases = open.flatMap((network) => passes.map((pass) => ({ open: network, pass, batch })));
  return measurePasses(cases, meter, settings.rounds);
}

/** Prints times and their ratios to one tile. */
export function printTiles({ figures }: MeasuredPasses): void {
  const rows = figures.map(({ pass, tiles, wallMs, imagesPerSecond }) => {
    const single = figures.find((other) => other.pass === pass && other.tiles[0] === 1) ?? figures[0]!;
    const ratio = (wallMs.median / single.wallMs.median).toFixed(2);
    return [String(tiles[0]), pass, short(wallMs.median), percent(wallMs.spread), short(imagesPerSecond), ratio];
  });
  const headings = ['tiles', 'pass', 'ms', 'spread', 'images/s', 'time/1 tile'];
  printTable(`Random tiling of the first layer alone, batch ${batch}`, rows, headings);
}
