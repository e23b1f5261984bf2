import { themes } from '../charts/theme.js';
import { drawing, type Markup } from './markup.js';

const names = [
  'text',
  'quiet',
  'grid',
  'mark',
  'raised',
  ...Object.keys(themes.light).filter((name) => name.startsWith('series-')),
];
const colours: Readonly<Record<string, string>> = themes.light;
const variables = new Map(names.map((name) => [colours[name]!.toLowerCase(), `var(--${name})`]));

/** A generated SVG whose colours follow the page's theme; `index` makes its ids unique. */
export function themedDrawing(svg: string, index: number | string): Markup {
  const variableOf = (colour: string) =>
    variables.get(colour.toLowerCase().replace(/^(white|#fff)$/, '#ffffff')) ?? colour;
  return drawing(svg.replace(/(?<=(?:fill|stroke)=")(?:#[\da-f]{3,6}|white)(?=")/gi, variableOf), index);
}
