import { createRequire } from 'node:module';
import { createCanvas } from '@napi-rs/canvas';
import type { Chart as ChartClass, ChartConfiguration } from 'chart.js';
import type { ChartJSNodeCanvas } from 'chartjs-node-canvas';

const require = createRequire(import.meta.url);

/** Size of the drawing in CSS pixels, and background colour. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly ground: string;
}

/** Draws a chart as PNG. `configuration` must not be reused. */
export type RenderPng = (configuration: ChartConfiguration, picture: Picture) => Buffer;

/**
 * chartjs-node-canvas if it is installed and uses @napi-rs/canvas, as in this repository; otherwise Chart.js on the same canvas,
 * with identical pixels. npm applies `overrides` only in the root package, so a dependent project would get the package
 * `canvas`, which downloads its binary and does not find our fonts.
 */
export function pngRenderer(): RenderPng {
  return nodeCanvasDrawsOnNapi() ? renderByNodeCanvas : renderByChartJs;
}

/** Draws with chartjs-node-canvas. */
export const renderByNodeCanvas: RenderPng = (configuration, { width, height, ground }) => {
  const library = require('chartjs-node-canvas') as { readonly ChartJSNodeCanvas: typeof ChartJSNodeCanvas };
  const canvas = new library.ChartJSNodeCanvas({ width, height, backgroundColour: ground });
  return canvas.renderToBufferSync(configuration);
};

/** Draws with Chart.js only. */
export const renderByChartJs: RenderPng = (configuration, { width, height, ground }) => {
  const { Chart } = require('chart.js/auto') as { readonly Chart: typeof ChartClass };
  const canvas = createCanvas(width, height);
  const background = {
    id: 'background',
    beforeDraw: ({ ctx }: ChartClass) => {
      ctx.save();
      ctx.globalCompositeOperation = 'destination-over';
      ctx.fillStyle = ground;
      ctx.fillRect(0, 0, width, height);
      ctx.restore();
    },
  };
  const chart = new Chart(canvas.getContext('2d') as never, {
    ...configuration,
    options: { ...configuration.options, responsive: false, animation: false },
    plugins: [background, ...(configuration.plugins ?? [])],
  });
  const png = canvas.toBuffer('image/png');
  chart.destroy();
  return png;
};

function nodeCanvasDrawsOnNapi(): boolean {
  try {
    const fromLibrary = createRequire(require.resolve('chartjs-node-canvas'));
    return (fromLibrary('canvas/package.json') as { readonly name: string }).name === '@napi-rs/canvas';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return false;
    throw error;
  }
}
