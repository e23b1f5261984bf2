import type { Marker, SeriesStyle } from '../summary/seriesStyle.js';
import { html, type Markup } from './markup.js';

/** Outlines of Chart.js markers around (0, 0). */
const outlines = {
  circle: 'M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z',
  rect: 'M-3.6 -3.6h7.2v7.2h-7.2z',
  triangle: 'M0 -4.6L4.2 3.2H-4.2z',
  rectRot: 'M0 -4.8L4.8 0L0 4.8L-4.8 0z',
  star: 'M-4 0H4M0 -4V4M-3 -3L3 3M-3 3L3 -3',
  crossRot: 'M-3.4 -3.4L3.4 3.4M-3.4 3.4L3.4 -3.4',
} as const satisfies Record<Marker, string>;

/** The line and marker of a model as a small picture. */
export function swatch({ index, dash, marker }: SeriesStyle): Markup {
  return html`<svg class="swatch series-${index}" viewBox="-16 -7 32 14" width="32" height="14" aria-hidden="true"><path d="M-16 0H16" stroke-dasharray="${dash.join(' ')}" class="stroke"/><path d="${outlines[marker]}" class="stroke fill"/></svg>`;
}
