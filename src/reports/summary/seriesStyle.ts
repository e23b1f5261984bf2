/** How a model is drawn in every chart, legend and table: distinguished by colour, marker and dashes. */
export interface SeriesStyle {
  /** Place in the palette. */
  readonly index: number;
  /** On a white and on a dark background. */
  readonly light: string;
  readonly dark: string;
  /** Lengths of dashes and gaps in pixels; empty for a solid line. */
  readonly dash: readonly number[];
  readonly marker: Marker;
}

export type Marker = 'circle' | 'rect' | 'triangle' | 'rectRot' | 'star' | 'crossRot';

/** The hues of Okabe and Ito, distinguishable for colour-blind readers, in shades with a contrast of 3:1 on their background. */
export const palette = [
  { light: '#0072b2', dark: '#56b4e9' },
  { light: '#d55e00', dark: '#f5894a' },
  { light: '#008a64', dark: '#2fc79a' },
  { light: '#b0508a', dark: '#e39ac6' },
  { light: '#a87300', dark: '#f2b632' },
  { light: '#3b4a5a', dark: '#d5dbe3' },
  { light: '#2b8fc4', dark: '#9ad6fa' },
  { light: '#7d7300', dark: '#f0e442' },
] as const;

const dashes: readonly (readonly number[])[] = [[], [9, 4], [3, 3], [12, 4, 3, 4], [6, 3, 1, 3]];
const markers: readonly Marker[] = ['circle', 'rect', 'triangle', 'rectRot', 'star', 'crossRot'];

/** Style of the model at this position of the suite; after the end of the palette, hues repeat with other dashes and markers. */
export function seriesStyle(position: number): SeriesStyle {
  const index = position % palette.length;
  return {
    index,
    ...palette[index]!,
    dash: dashes[position % dashes.length]!,
    marker: markers[position % markers.length]!,
  };
}
