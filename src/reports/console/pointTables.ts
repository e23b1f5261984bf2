import type { Curve, CurvePoint } from '../summary/curves.js';
import type { AttackSummary, Summary } from '../summary/summary.js';
import { epsilonText, intervalText, percentValue } from '../text/numberText.js';
import { shortened } from '../text/printable.js';
import type { Rate } from '../text/rate.js';
import { consoleTable, type Rows, tableWidth } from './consoleTable.js';

export interface PointTables {
  readonly lines: readonly string[];
  /** Whether there was room for intervals. */
  readonly hasIntervals: boolean;
}

/** A row a point, a column a model; without intervals, then in several tables, where the terminal is too narrow for all. */
export function pointTables(
  summary: Summary,
  { curves, sweep }: AttackSummary,
  { of, width }: { readonly of: (point: CurvePoint) => Rate | null; readonly width: number },
): PointTables {
  const rowsOf = (some: readonly Curve[], cell: (rate: Rate) => string): Rows => ({
    head: [
      sweep === 'epsilons' ? 'epsilon' : 'SNR',
      ...some.map(({ model }) => shortened(summary.models[model]!.label, 18)),
    ],
    rows: some[0]!.points.map(({ label, epsilon }, index) => [
      sweep === 'epsilons' ? epsilonText(epsilon) : label,
      ...some.map((curve) => {
        const rate = curve.points[index] && of(curve.points[index]);
        return rate ? cell(rate) : '–';
      }),
    ]),
  });
  for (const isTight of [false, true]) {
    const full = ({ value, interval }: Rate) => {
      const text = `${percentValue(value)} ${intervalText(interval)}`;
      return isTight ? text.replaceAll('100.0', '100') : text;
    };
    const lines = consoleTable(rowsOf(curves, full), { width, isTight });
    if (tableWidth(lines) <= width) return { lines, hasIntervals: true };
  }
  const short = (some: readonly Curve[]) =>
    consoleTable(
      rowsOf(some, ({ value }) => percentValue(value)),
      { width },
    );
  let columns = curves.length;
  while (columns > 1 && tableWidth(short(curves.slice(0, columns))) > width) columns--;
  const tables = Array.from({ length: Math.ceil(curves.length / columns) }, (_, table) =>
    short(curves.slice(table * columns, (table + 1) * columns)),
  );
  return { lines: tables.flat(), hasIntervals: false };
}
