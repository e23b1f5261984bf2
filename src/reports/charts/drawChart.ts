import type { ChartConfiguration } from 'chart.js';
import { paint, reportPlugin } from '../../../assets/report/chartPlugin.js';
import type { Chart } from './chart.js';
import { pictureMedium } from './medium.js';
import { registerFonts } from './registerFonts.js';
import { pngRenderer } from './renderPng.js';
import { themes } from './theme.js';

const width = 1280;

/** The chart as a PNG on white, 1280 CSS pixels wide at device pixel ratio 2. Identical on every machine. */
export function drawChart(chart: Chart): Buffer {
  registerFonts();
  const height = chart.bars === null ? 760 : 260 + 84 * chart.bars;
  const configuration = paint(chart.configure(pictureMedium), themes.light);
  const picture = { width, height, ground: themes.light.ground };
  return pngRenderer()({ ...configuration, plugins: [reportPlugin] } as ChartConfiguration, picture);
}
