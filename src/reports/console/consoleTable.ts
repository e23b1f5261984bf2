import { tablePackage } from './tablePackage.js';
import { wrapWords } from './wrapWords.js';

/** Rows under a head. Cells are single lines and may have ANSI colours. */
export interface Rows {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface TableLayout {
  /** Number of text columns on the left; the others are right-aligned numbers. */
  readonly words?: number;
  /** Number of columns that name a row in a list; default: `words`. */
  readonly names?: number;
  /** Column indices to leave out, in this order, if the table would be wider than `width`. */
  readonly droppable?: readonly number[];
  /** Columns of the terminal. */
  readonly width: number;
  /** One space between columns instead of two. */
  readonly isTight?: boolean;
  /** What a table becomes that is still wider than `width`: stays, or a list with a paragraph for each row. */
  readonly narrow?: 'table' | 'list';
}

/** A table with rules above, below and under its head. */
export function consoleTable(
  content: Rows,
  { words = 1, names = words, droppable = [], width, isTight = false, narrow = 'table' }: TableLayout,
): string[] {
  for (let dropped = 0; ; dropped++) {
    const lines = render(without(content, droppable.slice(0, dropped)), { words, isTight });
    if (tableWidth(lines) <= width) return lines;
    if (dropped < droppable.length) continue;
    return narrow === 'list' ? listOf(content, { names, width }) : lines;
  }
}

/** `<words>: <head> <value>, ...` for each row; an empty first cell is that of the row above. A number names a row only with its head. */
function listOf({ head, rows }: Rows, { names, width }: { readonly names: number; readonly width: number }): string[] {
  let first = '';
  const name = (cell: string, column: number) => (/^[\d.]+$/.test(cell) ? `${head[column]} ${cell}`.trimStart() : cell);
  return rows.flatMap((row) => {
    first = row[0] === '' ? first : row[0]!;
    const named = [first, ...row.slice(1, names)]
      .map(name)
      .filter((cell) => cell !== '')
      .join(', ');
    const values = row.flatMap((cell, column) => (column < names || cell === '' ? [] : [`${head[column]} ${cell}`]));
    return wrapWords(` ${named}: ${values.join(', ')}`, { width, indent: 3 });
  });
}

/** Width of a table in columns, measured on its first rule. */
export function tableWidth(lines: readonly string[]): number {
  return lines[0]?.length ?? 0;
}

function render(
  { head, rows }: Rows,
  { words, isTight }: { readonly words: number; readonly isTight: boolean },
): string[] {
  const padding = (column: number) => (isTight ? { paddingLeft: Math.min(column, 1), paddingRight: 0 } : {});

  const { getBorderCharacters, table } = tablePackage();
  const text = table([[...head], ...rows.map((row) => [...row])], {
    border: getBorderCharacters('norc'),
    columns: head.map((_, column) => ({ alignment: column < words ? 'left' : 'right', ...padding(column) })),
    drawVerticalLine: () => false,
    drawHorizontalLine: (line, count) => line <= 1 || line === count,
  });
  return text
    .trimEnd()
    .split('\n')
    .map((line) => line.trimEnd());
}

function without({ head, rows }: Rows, dropped: readonly number[]): Rows {
  const keep = (cells: readonly string[]) => cells.filter((_, column) => !dropped.includes(column));
  return { head: keep(head), rows: rows.map(keep) };
}
