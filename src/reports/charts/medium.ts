/** Where a chart is shown: sizes in CSS pixels. */
export interface Medium {
  readonly fontSize: number;
  readonly lineWidth: number;
  readonly pointRadius: number;
  /** Whether title and subtitle are part of the picture; on a page and in a paper they are separate text. */
  readonly isTitled: boolean;
  readonly hasLegend: boolean;
}

/** A picture for talks and papers. */
export const pictureMedium: Medium = { fontSize: 20, lineWidth: 3, pointRadius: 6, isTitled: true, hasLegend: true };

/** A figure on the page. */
export const pageMedium: Medium = { fontSize: 12, lineWidth: 2, pointRadius: 3.5, isTitled: false, hasLegend: false };

/**
 * Size of a figure in a paper's column in CSS pixels: at a width of 86 mm text is 8 pt. Height of curves, and of bars: a base and
 * for each bar.
 */
export const columnSize = { width: 504, lines: 330, base: 110, bar: 67 } as const;

/** A figure in a paper's column. */
export const columnMedium: Medium = {
  fontSize: 16,
  lineWidth: 2.4,
  pointRadius: 4.5,
  isTitled: false,
  hasLegend: true,
};
