import { createCanvas, GlobalFonts, loadImage } from '@napi-rs/canvas';
import { describe, expect, test } from 'vitest';
import { paint, reportPlugin } from '../../assets/report/chartPlugin.js';
import { chartsOf } from '../../src/reports/charts/chartsOf.js';
import { drawChart } from '../../src/reports/charts/drawChart.js';
import { drawChartSvg } from '../../src/reports/charts/drawChartSvg.js';
import { pageMedium, pictureMedium } from '../../src/reports/charts/medium.js';
import { registerFonts } from '../../src/reports/charts/registerFonts.js';
import {
  pngRenderer,
  type RenderPng,
  renderByChartJs,
  renderByNodeCanvas,
} from '../../src/reports/charts/renderPng.js';
import { themes } from '../../src/reports/charts/theme.js';
import { palette, seriesStyle } from '../../src/reports/summary/seriesStyle.js';
import { summarise } from '../../src/reports/summary/summarise.js';
import { fixtureAttacks, fixtureResults } from './support/fixtureResults.js';

const results = fixtureResults({ images: 100 });
const summary = summarise(results);
const charts = summary.attacks.flatMap((attack) => chartsOf(summary, attack));

async function pixelsOf(png: Buffer | string): Promise<{ width: number; height: number; data: Uint32Array }> {
  const image = await loadImage(png);
  const context = createCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  const { width, height, data } = context.getImageData(0, 0, image.width, image.height);
  return { width, height, data: new Uint32Array(data.buffer, data.byteOffset, width * height) };
}

describe('charts', () => {
  test('are four for each attack, with unique names', () => {
    const kinds = ['relative-snr', 'accuracy-snr', 'drop-epsilon', 'gap'];
    expect(charts.map(({ name }) => name)).toEqual(
      ['fgsm', 'fgsm-eps'].flatMap((id) => kinds.map((kind) => `${id}-${kind}`)),
    );
  });

  test('are plain data, on a page as in a picture', () => {
    for (const medium of [pageMedium, pictureMedium]) {
      for (const chart of charts) {
        const configuration = chart.configure(medium);
        expect(JSON.parse(JSON.stringify(configuration))).toEqual(configuration);
      }
    }
  });

  test('show the accuracies in percent at their SNR, weaker perturbations to the right, marked at the reference', () => {
    const { data, options } = charts[1]!.configure(pageMedium);
    const curve = results.curves.find(({ model, attack }) => model === 'random-16' && attack === 'fgsm')!;
    const expected = curve.points
      .map(({ snrDb, hits, total }) => ({ x: snrDb.target, y: 100 * (hits / total) }))
      .reverse();
    expect(data.datasets[2]!.data).toEqual(expected);
    expect(options?.plugins).toMatchObject({
      report: { mark: { x: 33, title: '33 dB', words: 'threshold of human perception' } },
    });
  });

  test('show points without a perturbation on the epsilon axis but not on the SNR axis', () => {
    const lengths = (name: string) =>
      charts
        .find((chart) => chart.name === name)!
        .configure(pageMedium)
        .data.datasets.map(({ data }) => data.length);
    expect(lengths('fgsm-eps-accuracy-snr')).toEqual([11, 11, 11, 11]);
    expect(lengths('fgsm-eps-drop-epsilon')).toEqual([12, 12, 12, 12]);
  });

  test('give each model one colour, marker and dash in all of them', () => {
    const styles = Array.from({ length: 30 }, (_, position) => JSON.stringify(seriesStyle(position)));
    expect(new Set(styles).size).toBe(30);
    for (const chart of charts.filter(({ bars }) => bars === null)) {
      const colours = chart.configure(pageMedium).data.datasets.map(({ borderColor }) => borderColor);
      expect(colours).toEqual(chart.models.map((model) => `var(--series-${model})`));
    }
  });

  test('are not drawn where there is nothing to draw', () => {
    const { strength: _, ...attack } = fixtureAttacks[1]!;
    const still = { ...attack, strength: { kind: 'epsilons' as const, epsilons: [0] } };
    const curves = results.curves
      .filter((curve) => curve.attack === still.id)
      .map((curve) => ({ ...curve, points: curve.points.slice(0, 1) }));
    const only = summarise({ ...results, attacks: [still], curves, gaps: [] });
    expect(chartsOf(only, only.attacks[0]!)).toEqual([]);
  });

  test('draw no line for a sweep of one point, only bars of gaps', () => {
    const [attack] = fixtureAttacks;
    const curves = results.curves
      .filter((curve) => curve.attack === attack!.id)
      .map((curve) => ({ ...curve, points: curve.points.slice(2, 3) }));
    const strength = { ...attack!.strength, snrDb: [curves[0]!.points[0]!.snrDb.target!] };
    const single = summarise({ ...results, attacks: [{ ...attack!, strength } as never], curves });
    expect(chartsOf(single, single.attacks[0]!).map(({ name }) => name)).toEqual([`${attack!.id}-gap`]);
  });
});

describe('SVGs', () => {
  const drawn = charts.map((chart) => drawChartSvg(chart));

  test('are self-contained and reproducible, with words as text and the colours of their curves', () => {
    expect(drawChartSvg(charts[0]!)).toBe(drawn[0]);
    expect(new Set(drawn).size).toBe(charts.length);
    for (const svg of drawn) {
      expect(svg).toMatch(/^<svg [^>]*viewBox="0 0 504 \d+"/);
      expect(svg).toMatch(/<text [^>]*font-family="Inter, [^>]*>random/);
      for (const { light } of palette.slice(0, 4)) expect(svg.toLowerCase()).toContain(light);
    }
    expect(drawn[0]).toContain('>Relative accuracy in %<');
  });
});

describe('PNGs', () => {
  test('have the same pixels with and without chartjs-node-canvas', () => {
    registerFonts();
    const render = (renderer: RenderPng) => {
      const configuration = { ...paint(charts[0]!.configure(pictureMedium), themes.light), plugins: [reportPlugin] };
      return renderer(configuration as never, { width: 640, height: 380, ground: '#ffffff' });
    };
    expect(pngRenderer()).toBe(renderByNodeCanvas);
    expect(render(renderByChartJs).equals(render(renderByNodeCanvas))).toBe(true);
  });

  const png = drawChart(charts[0]!);

  test('are pictures of 2560 x 1520 pixels on white, full of colours, with a title', async () => {
    expect(png.subarray(0, 8)).toEqual(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]));
    const { width, height, data } = await pixelsOf(png);
    expect([width, height]).toEqual([2560, 1520]);
    expect(data[0]).toBe(0xffffffff);
    expect(new Set(data).size).toBeGreaterThan(500);
    const title = data.slice(50 * width, 120 * width);
    expect(title.filter((pixel) => (pixel & 0xff) < 0x60).length).toBeGreaterThan(2000);
  });

  test('use the bundled font and are reproducible', () => {
    expect(GlobalFonts.has('Inter')).toBe(true);
    expect(drawChart(charts[0]!).equals(png)).toBe(true);
  });
});
