import { html, type Markup } from '../html/markup.js';

/** Pictures of a page, each stored once; the page's script draws them. */
export interface PixelStore {
  /** A canvas for pixels 0..255 in base64, height x width x channels. `label` is for screen readers. */
  canvas(pixels: string, shape: readonly [number, number, number], label: string): Markup;
  /** All pixels, for the page's data. */
  pixels(): readonly string[];
}

/** An empty store. */
export function pixelStore(): PixelStore {
  const places = new Map<string, number>();
  return {
    canvas: (pixels, shape, label) => {
      const place = places.get(pixels) ?? places.size;
      places.set(pixels, place);
      return html`<canvas width="1" height="1" role="img" aria-label="${label}" data-pixels="${place}" data-shape="${shape.join(',')}"></canvas>`;
    },
    pixels: () => [...places.keys()],
  };
}
