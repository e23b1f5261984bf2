/** Where a chart is shown: sizes in CSS pixels. */
export interface Medium {
  readonly fontSize: number;
  readonly lineWidth: number;
  readonly pointRadius: number;
  /** Title, subtitle and legend are part of the picture; on a page they are text of their own. */
  readonly isTitled: boolean;
}

/** A picture for talks and papers. */
export const pictureMedium: Medium = { fontSize: 20, lineWidth: 3, pointRadius: 6, isTitled: true };

/** A figure on the page. */
export const pageMedium: Medium = { fontSize: 12, lineWidth: 2, pointRadius: 3.5, isTitled: false };
