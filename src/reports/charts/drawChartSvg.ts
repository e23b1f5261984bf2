import { createRequire } from 'node:module';
import type { Chart as ChartClass } from 'chart.js';
import { paint, reportPlugin } from '../../../assets/report/chartPlugin.js';
import { canvasPackage } from './canvasPackage.js';
import type { Chart } from './chart.js';
import { legendHeight } from './legendHeight.js';
import { columnMedium, columnSize } from './medium.js';
import { registerFonts } from './registerFonts.js';
import { themes } from './theme.js';
import { fontFamily, plainFontFamily } from './typeface.js';

const require = createRequire(import.meta.url);

/** The chart as SVG on white, as wide as a paper's column, without a title (papers have captions). Text stays text. */
export function drawChartSvg(chart: Pick<Chart, 'bars' | 'configure'>): string {
  registerFonts();
  const { Chart: ChartJs } = require('chart.js/auto') as { readonly Chart: typeof ChartClass };
  const { width, lines, base, bar } = columnSize;
  const configured = chart.configure(columnMedium);
  const height =
    (chart.bars === null ? lines : base + bar * chart.bars) + legendHeight(configured, columnMedium, width);
  const { createCanvas, SvgExportFlag } = canvasPackage();
  const canvas = createCanvas(width, height, SvgExportFlag.NoPrettyXML);
  const { options, ...configuration } = inPlainFont(paint(configured, themes.light));
  const drawn = new ChartJs(
    canvas as never,
    {
      ...configuration,
      options: { ...options, responsive: false, devicePixelRatio: 1 },
      plugins: [reportPlugin],
    } as ConstructorParameters<typeof ChartClass>[1],
  );
  const svg = canvas.getContent().toString();
  drawn.destroy();
  return tidied(svg);
}

/** A copy with the typeface whose glyphs are all characters. */
function inPlainFont<T>(configuration: T): T {
  if (Array.isArray(configuration)) return configuration.map(inPlainFont) as T;
  if (typeof configuration === 'object' && configuration !== null) {
    return Object.fromEntries(Object.entries(configuration).map(([name, value]) => [name, inPlainFont(value)])) as T;
  }
  return (configuration === fontFamily ? plainFontFamily : configuration) as T;
}

/**
 * Removes the XML declaration, rounds coordinates to a tenth of a pixel, makes ids unique, and adds a viewBox for scaling and
 * fallback fonts.
 */
function tidied(svg: string): string {
  const ids = new Map<string, string>(); // Skia continues the numbering from drawing to drawing
  return svg
    .replace(/(?<=id="|url\(#)[\w-]+(?=[")])/g, (id) => {
      ids.set(id, ids.get(id) ?? `clip-${ids.size + 1}`);
      return ids.get(id)!;
    })
    .replace(/^<\?xml[^>]*>\s*/, '')
    .replace(/(?<==")[\d .,MLCQZHVmlcqzhv-]+(?=")/g, (numbers) =>
      numbers.replace(/\d+\.\d{2,}/g, (number) => String(Number(Number(number).toFixed(1)))),
    )
    .replace(/width="(\d+)" height="(\d+)"/, 'viewBox="0 0 $1 $2" $&')
    .replace(/(?<= [xy]="-?[\d.]+),[^"]*/g, '') // positions of the letters after the first
    .replace(/font-weight="\d+" font-family="Inter SemiBold"/g, 'font-weight="600" font-family="Inter"') // Skia's name and weight of the face
    .replaceAll('font-family="Inter"', `font-family="${fontFamily}"`);
}
