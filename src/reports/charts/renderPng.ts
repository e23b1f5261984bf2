import { createRequire } from 'node:module';
import type { Canvas } from '@napi-rs/canvas';
import type { Chart as ChartClass, ChartConfiguration, Plugin } from 'chart.js';
import type { ChartJSNodeCanvas } from 'chartjs-node-canvas';
import { canvasPackage } from './canvasPackage.js';
import { encodePng } from './encodePng.js';

const require = createRequire(import.meta.url);

/** Size of the drawing in CSS pixels, and background colour. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly ground: string;
}

/** Draws a chart at once and resolves with its PNG, which another thread compresses. `configuration` must not be reused. */
export type RenderPng = (configuration: ChartConfiguration, picture: Picture) => Promise<Buffer>;

/**
 * chartjs-node-canvas if it is installed and uses @napi-rs/canvas, as in this repository; otherwise Chart.js on the same canvas,
 * with identical pixels. npm applies `overrides` only in the root package, so a dependent project would get the package
 * `canvas`, which downloads its binary and does not find our fonts.
 */
export function pngRenderer(): RenderPng {
  return nodeCanvasDrawsOnNapi() ? renderByNodeCanvas : renderByChartJs;
}

/** By size and ground, as each loads a Chart.js of its own. */
const drawers = new Map<string, ChartJSNodeCanvas>();

/** Draws with chartjs-node-canvas. */
export const renderByNodeCanvas: RenderPng = (configuration, picture) => {
  const plugins = [bufferAsync, ...(configuration.plugins ?? [])];
  return drawerOf(picture).renderToBuffer({ ...configuration, plugins });
};

function drawerOf({ width, height, ground }: Picture): ChartJSNodeCanvas {
  const library = require('chartjs-node-canvas') as { readonly ChartJSNodeCanvas: typeof ChartJSNodeCanvas };
  const key = `${width} x ${height} ${ground}`;
  const drawer = drawers.get(key) ?? new library.ChartJSNodeCanvas({ width, height, backgroundColour: ground });
  drawers.set(key, drawer);
  return drawer;
}

/** Gives the canvas what chartjs-node-canvas calls: the asynchronous `toBuffer` of the package `canvas`. */
const bufferAsync: Plugin = {
  id: 'bufferAsync',
  beforeInit: ({ canvas }) => {
    const toBuffer = (done: (error: unknown, png?: Buffer) => void) => {
      encodePng(canvas as unknown as Canvas).then((png) => done(null, png), done);
    };
    Object.assign(canvas, { toBuffer });
  },
};

/** Draws with Chart.js only. */
export const renderByChartJs: RenderPng = async (configuration, { width, height, ground }) => {
  const { Chart } = require('chart.js/auto') as { readonly Chart: typeof ChartClass };
  const canvas = canvasPackage().createCanvas(width, height);
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
  const png = await encodePng(canvas);
  chart.destroy(); // clears the canvas
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
