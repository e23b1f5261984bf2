import { canvasPackage } from './canvasPackage.js';
import type { PlainConfiguration } from './chart.js';
import type { Medium } from './medium.js';
import { registerFonts } from './registerFonts.js';
import { fontFamily } from './typeface.js';

/** Room for this many rows is in the height of every picture. */
const usualRows = 2;

/** Pixels that a picture needs beyond its usual height for the rows of its legend, so that curves keep their height. */
export function legendHeight({ data, options }: PlainConfiguration, { fontSize }: Medium, width: number): number {
  const { display = true, labels } = options?.plugins?.legend ?? {};
  if (!display) return 0;
  registerFonts();
  const context = canvasPackage().createCanvas(8, 8).getContext('2d');
  context.font = `${fontSize}px ${fontFamily}`;
  const { boxWidth = fontSize } = (labels ?? {}) as { readonly boxWidth?: number };
  let rows = 1;
  let used = fontSize;
  for (const { label } of data.datasets) {
    const own = boxWidth + fontSize / 2 + context.measureText(label ?? '').width + fontSize;
    if (used + own > width && used > fontSize) {
      rows++;
      used = fontSize;
    }
    used += own;
  }
  return Math.max(0, rows - usualRows) * 2 * fontSize;
}
