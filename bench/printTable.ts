import { getBorderCharacters, table } from 'table';

/** Prints a title, then rows under headings; numbers are right-aligned. */
export function printTable(title: string, rows: readonly (readonly string[])[], headings: readonly string[]): void {
  const columns = headings.map((_, column) => ({
    alignment: isNumeric(rows, column) ? ('right' as const) : ('left' as const),
  }));
  const text = table([[...headings], ...rows.map((row) => [...row])], {
    border: getBorderCharacters('void'),
    columnDefault: { paddingLeft: 0, paddingRight: 2 },
    columns,
    drawHorizontalLine: () => false,
  });
  process.stdout.write(`\n${title}\n${text.replace(/ +$/gm, '')}`);
}

function isNumeric(rows: readonly (readonly string[])[], column: number): boolean {
  return rows.every((row) => /^[\d.-]*( %)?$/.test(row[column]!));
}

/** `38 %`. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}

/** Three significant digits, without an exponent. */
export function short(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}
