import type { DrawnTiling } from '../paper/drawTilings.js';
import { tablePackage } from '../reports/console/tablePackage.js';
import { fitsTerminal } from './terminal.js';

/** Digits and letters for tiles. */
const signs = 36;

/** All tilings of a square of `size` x `size` outputs as a table for stdout; on a terminal that is narrower than it, each below its name. */
export function tilingsText(
  tilings: readonly DrawnTiling[],
  { size, tiles }: { readonly size: number; readonly tiles: number },
): string {
  const rest = tiles > signs ? `, # is tile ${signs} or a higher one` : '';
  const head = `tile of each output; . is zero${rest}`;
  const cells = tilings.map(({ scheme, draw, assignment }) => [
    draw === 0 ? scheme : `${scheme}, next image`,
    asText(assignment, size),
  ]);
  const table = tablePackage().table([['scheme', head], ...cells]);
  if (fitsTerminal(table)) return table;
  return `${head}\n${cells.map(([name, text]) => `${name}\n${text}\n`).join('')}`;
}

/** One digit or letter per tile, one line per row. */
function asText(assignment: Int32Array, size: number): string {
  const sign = (tile: number) => (tile < 0 ? '.' : tile < signs ? tile.toString(36) : '#');
  const all = Array.from(assignment, sign);
  return Array.from({ length: size }, (_, row) => all.slice(row * size, (row + 1) * size).join(' ')).join('\n');
}
