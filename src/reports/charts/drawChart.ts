import type { ChartConfiguration } from 'chart.js';
import { paint, reportPlugin } from '../../../assets/report/chartPlugin.js';
import type { Chart } from './chart.js';
import { legendHeight } from './legendHeight.js';
import { columnMedium, columnSize, pictureMedium } from './medium.js';
import { registerFonts } from './registerFonts.js';
import { pngRenderer } from './renderPng.js';
import { themes } from './theme.js';

/** For a slide, 1280 CSS pixels wide with title; or for a paper's column, 86 mm wide at 595 dots per inch, without title. */
export const chartSizes = ['slide', 'column'] as const;
export type ChartSize = (typeof chartSizes)[number];

/** CSS pixels, and dots for each. */
const sizes = {
  slide: { medium: pictureMedium, width: 1280, lines: 760, base: 260, bar: 84, dots: 2 },
  column: { medium: columnMedium, ...columnSize, dots: 4 },
} as const;

/** The chart as a PNG on white, drawn at once and compressed by another thread. Identical on every machine. */
export async function drawChart(chart: Chart, size: ChartSize = 'slide'): Promise<Buffer> {
  registerFonts();
  const { medium, width, lines, base, bar, dots } = sizes[size];
  const configured = chart.configure(medium);
  const height = (chart.bars === null ? lines : base + bar * chart.bars) + legendHeight(configured, medium, width);
  const { options, ...configuration } = paint(configured, themes.light);
  const picture = { width, height, ground: themes.light.ground };
  const drawn = { ...configuration, options: { ...options, devicePixelRatio: dots }, plugins: [reportPlugin] };
  return pngRenderer()(drawn as ChartConfiguration, picture);
}
