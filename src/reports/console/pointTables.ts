import type { Strength } from '../../contract/suite.js';
import type { Summary } from '../summary/summary.js';
import { epsilonText, intervalText, percentValue } from '../text/numberText.js';
import { shortened } from '../text/printable.js';
import type { Rate } from '../text/rate.js';
import { consoleTable, type Rows, tableWidth } from './consoleTable.js';

const headOf = { epsilons: 'epsilon', snrDb: 'SNR', severities: '' } satisfies Record<Strength['kind'], string>;

export interface PointTables {
  readonly lines: readonly string[];
  /** Whether there was room for intervals. */
  readonly hasIntervals: boolean;
}

/** Curves of several models over the same points. */
interface TabledCurves<Point> {
  readonly sweep: Strength['kind'];
  readonly curves: readonly { readonly model: number; readonly points: readonly Point[] }[];
}

/** One row per point, one column per model. On narrow terminals intervals are left out first, then the table is split. */
export function pointTables<Point extends { readonly label: string; readonly epsilon: number }>(
  summary: Summary,
  { curves, sweep }: TabledCurves<Point>,
  { of, width }: { readonly of: (point: Point) => Rate | null; readonly width: number },
): PointTables {
  const rowsOf = (some: typeof curves, cell: (rate: Rate) => string): Rows => ({
    head: [headOf[sweep], ...some.map(({ model }) => shortened(summary.models[model]!.label, 18))],
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
  const short = (some: typeof curves) =>
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
