import { axisStyle, furniture, intervalStyle } from './furniture.js';
import { pageMedium } from './medium.js';

/** The common chart options without titles, for the page's script. */
export function chartFrame() {
  const { fontSize, lineWidth, pointRadius } = pageMedium;
  return {
    options: furniture({ title: '', subtitle: '', hasLegend: 'lines' }, pageMedium),
    axis: axisStyle('', pageMedium),
    report: intervalStyle('band', { fontSize: 0.85 * fontSize, lineWidth: lineWidth / 1.5 }),
    lineWidth,
    pointRadius,
  };
}
