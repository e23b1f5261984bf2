import { getBorderCharacters, table } from 'table';

/** Rows under a head. Cells are single lines, perhaps with ANSI colours. */
export interface Rows {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface TableLayout {
  /** Columns from the left that hold words; the others hold numbers and stand to the right. */
  readonly words?: number;
  /** Columns by index to leave out, first the first, where the table would be wider than `width`. */
  readonly droppable?: readonly number[];
  /** Columns of the terminal. */
  readonly width: number;
  /** One space between columns in place of two. */
  readonly isTight?: boolean;
}

/** A table with rules above, below and under its head. */
export function consoleTable(
  content: Rows,
  { words = 1, droppable = [], width, isTight = false }: TableLayout,
): string[] {
  for (let dropped = 0; ; dropped++) {
    const lines = render(without(content, droppable.slice(0, dropped)), { words, isTight });
    if (tableWidth(lines) <= width || dropped === droppable.length) return lines;
  }
}

/** Columns that a table made here takes, read off its first rule. */
export function tableWidth(lines: readonly string[]): number {
  return lines[0]?.length ?? 0;
}

function render(
  { head, rows }: Rows,
  { words, isTight }: { readonly words: number; readonly isTight: boolean },
): string[] {
  const padding = (column: number) => (isTight ? { paddingLeft: Math.min(column, 1), paddingRight: 0 } : {});

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
