import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { packageRoot } from '../../base/packagePlaces.js';
import { themes } from '../charts/theme.js';
import { fontWeights, interFont } from '../charts/typeface.js';

const require = createRequire(import.meta.url);
const assets = new URL('assets/report/', packageRoot);

/** Fonts, colours for light and dark, and the page's rules: one style sheet without external references. */
export function pageStyle(): string {
  const fonts = fontWeights.map((weight) => {
    const source = `url(data:font/woff2;base64,${interFont(weight).toString('base64')}) format('woff2')`;
    return `@font-face{font-family:Inter;font-weight:${weight};font-display:swap;src:${source}}`;
  });
  const colours = (theme: Readonly<Record<string, string>>) =>
    Object.entries(theme)
      .map(([colour, value]) => `--${colour}:${value};`)
      .join('');
  const series = Object.keys(themes.light).filter((colour) => colour.startsWith('series-'));
  return [
    ...fonts,
    `:root{color-scheme:light dark;${colours(themes.light)}}`,
    `@media screen and (prefers-color-scheme:dark){:root{${colours(themes.dark)}}}`,
    ...series.map((colour) => `.${colour}{--series:var(--${colour})}`),
    readAsset('page.css'),
  ].join('\n');
}

/** Chart.js in the build that defines the global `Chart`. */
export function chartLibrary(): string {
  const file = join(dirname(require.resolve('chart.js')), 'chart.umd.min.js');
  return readFileSync(file, 'utf8').replace(/^\/\/# sourceMappingURL=.*$/gm, '');
}

/** Modules of the scripts of pages, each after its imports. */
const parts = {
  report: [
    'chartPlugin',
    'elements',
    'viewState',
    'pixels',
    'liveCharts',
    'curveChart',
    'tables',
    'workspace',
    'largeView',
    'images',
    'keys',
    'print',
    'page',
  ],
  plain: ['elements', 'viewState', 'pixels', 'tables', 'keys', 'print', 'plainPage'],
} as const;

/** A page's script as one module: of the report, or of a page of tables and pictures. Top-level names of its parts are unique. */
export function pageProgram(page: keyof typeof parts): string {
  const text = parts[page].map((name) => readAsset(`${name}.js`)).join('\n');
  return text.replaceAll(/^import .*$/gm, '').replaceAll(/^export /gm, '');
}

function readAsset(name: string): string {
  return readFileSync(new URL(name, assets), 'utf8');
}
