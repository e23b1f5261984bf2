import { createCanvas, GlobalFonts, loadImage } from '@napi-rs/canvas';
import { beforeAll, describe, expect, test } from 'vitest';
import { paint, reportPlugin } from '../../assets/report/chartPlugin.js';
import { seriesChart } from '../../src/paper/seriesChart.js';
import { chartFrame } from '../../src/reports/charts/chartFrame.js';
import { chartsOf } from '../../src/reports/charts/chartsOf.js';
import { drawChart } from '../../src/reports/charts/drawChart.js';
import { drawChartSvg } from '../../src/reports/charts/drawChartSvg.js';
import { encodePng } from '../../src/reports/charts/encodePng.js';
import { pageMedium, pictureMedium } from '../../src/reports/charts/medium.js';
import { registerFonts } from '../../src/reports/charts/registerFonts.js';
import {
  pngRenderer,
  type RenderPng,
  renderByChartJs,
  renderByNodeCanvas,
} from '../../src/reports/charts/renderPng.js';
import { themes } from '../../src/reports/charts/theme.js';
import { fontFamily } from '../../src/reports/charts/typeface.js';
import { palette, seriesStyle } from '../../src/reports/summary/seriesStyle.js';
import { summarise } from '../../src/reports/summary/summarise.js';
import { fixtureAttacks, fixtureResults } from './support/fixtureResults.js';
import { largeFixture } from './support/largeFixture.js';

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

  test('draw dots for a sweep of one point, one for each model', () => {
    const [attack] = fixtureAttacks;
    const curves = results.curves
      .filter((curve) => curve.attack === attack!.id)
      .map((curve) => ({ ...curve, points: curve.points.slice(2, 3) }));
    const strength = { ...attack!.strength, snrDb: [curves[0]!.points[0]!.snrDb.target!] };
    const single = summarise({ ...results, attacks: [{ ...attack!, strength } as never], curves });
    const [relative, ...others] = chartsOf(single, single.attacks[0]!);
    expect([relative!, ...others].map(({ name }) => name)).toEqual(
      ['relative-snr', 'accuracy-snr', 'drop-epsilon', 'gap'].map((kind) => `${attack!.id}-${kind}`),
    );
    const { type, data } = relative!.configure(pictureMedium);
    expect([type, relative!.title]).toEqual(['bar', 'Relative accuracy under FGSM at 50 dB']);
    const [dots] = data.datasets as unknown as { data: number[]; dotColor: string[]; points: { low: number }[] }[];
    expect(dots!.data).toEqual(
      curves.map(({ points }) => (100 * points[0]!.relative.hits) / points[0]!.relative.total),
    );
    expect(dots!.points.map(({ low }) => low)).toEqual(
      curves.map(({ points }) => 100 * points[0]!.relative.interval[0]),
    );
    expect(dots!.dotColor).toEqual(curves.map((_, model) => `var(--series-${model})`));
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
      for (const [family] of svg.matchAll(/font-family="[^"]*"/g)) expect(family).toBe(`font-family="${fontFamily}"`);
    }
    // Values beside bars are semi-bold, which is a weight of the family and no other one.
    expect(drawn.join('')).toMatch(/<text [^>]*font-weight="600" font-family="Inter, /);
    expect(drawn[0]).toContain('>Relative accuracy in %<');
  });

  test('keep every character of names and numbers that the typeface would draw by other glyphs', () => {
    const svg = drawChartSvg(
      seriesChart({
        ...{ name: 'signs', title: '', subtitle: '', description: '', kind: 'line', xTitle: 'SNR (dB)', yTitle: 'A-B' },
        categories: ['-40', '3x3', '(16)'],
        series: ['VGG-16 (BN)', 'a: 12:30 [1, 2] {3}', 'WRN-28-10 + 5'].map((label) => ({
          label,
          values: [-40, 0, 40],
        })),
      }),
    );
    const words = [...svg.matchAll(/<text [^>]*>([^<]*)</g)].map(([, text]) => text);
    const expected = [
      'VGG-16 (BN)',
      'a: 12:30 [1, 2] {3}',
      'WRN-28-10 + 5',
      '-40',
      '3x3',
      '(16)',
      'SNR (dB)',
      'A-B',
      '-20',
    ];
    expect(words).toEqual(expect.arrayContaining(expected));
  });

  test('have no two words that touch, also on long sweeps and logarithmic axes', () => {
    const dense = fixtureResults({
      images: 30,
      attacks: [
        {
          ...fixtureAttacks[0]!,
          strength: { kind: 'snrDb', snrDb: [100, 90, 80, 70, 60, 50, 40, 30, 20, 10], snrReference: 'centered' },
        },
        {
          ...fixtureAttacks[1]!,
          strength: { kind: 'epsilons', epsilons: [0, ...[1, 50, 70, 100, 150, 200, 255].map((e) => e / 255)] },
        },
        {
          ...fixtureAttacks[1]!,
          id: 'wide',
          strength: { kind: 'epsilons', epsilons: [0.1, 1, 5, 7, 10, 50, 70, 100].map((e) => e / 255) },
        },
      ],
    });
    const own = summarise(dense);
    for (const chart of [...charts, ...own.attacks.flatMap((attack) => chartsOf(own, attack))]) {
      expect([chart.name, touching(drawChartSvg(chart))]).toEqual([chart.name, []]);
    }
  });
});

test('charts of many models are higher by the rows of their legends, in every format', async () => {
  const many = summarise(largeFixture({ images: 10 }));
  const [chart] = chartsOf(many, many.attacks[0]!);
  // Eight labels take five rows in a column, three more than usual.
  expect(drawChartSvg(chart!)).toMatch(/^<svg [^>]*viewBox="0 0 504 426"/);
  expect((await pixelsOf(await drawChart(chart!, 'column'))).height).toBe(4 * 426);
  expect((await pixelsOf(await drawChart(chart!))).height).toBeGreaterThanOrEqual(2 * 760);
});

/** Pairs of words of an SVG whose boxes overlap, with a space of a fifth of the letter size. */
function touching(svg: string): string[] {
  registerFonts();
  const context = createCanvas(8, 8).getContext('2d');
  const boxes = [...svg.matchAll(/<text ([^>]*)>([^<]*)<\/text>/g)].flatMap(([, attributes, text]) => {
    const of = (name: string) => Number(new RegExp(`(?:^| )${name}="([-\\d.]+)`).exec(attributes!)?.[1]);
    if (/matrix\(/.test(attributes!)) return []; // turned
    const [, across = '0', down = '0'] = /translate\(([-\d.]+)[ ,]([-\d.]+)\)/.exec(attributes!) ?? [];
    const size = of('font-size');
    context.font = `${/font-weight="(?:600|bold)"/.test(attributes!) ? 600 : 400} ${size}px Inter`;
    const [left, bottom] = [Number(across) + of('x'), Number(down) + of('y')];
    return [
      {
        text: text!,
        left,
        right: left + context.measureText(text!).width,
        top: bottom - 0.7 * size,
        bottom,
        gap: 0.2 * size,
      },
    ];
  });
  expect(boxes.length).toBeGreaterThan(8);
  return boxes.flatMap((one, index) =>
    boxes
      .slice(index + 1)
      .filter(
        (other) =>
          one.left < other.right + one.gap &&
          other.left < one.right + one.gap &&
          one.top < other.bottom &&
          other.top < one.bottom,
      )
      .map((other) => `${one.text} | ${other.text}`),
  );
}

describe('PNGs', () => {
  test('have the same pixels with and without chartjs-node-canvas, at every time', async () => {
    registerFonts();
    const render = (renderer: RenderPng) => {
      const configuration = { ...paint(charts[0]!.configure(pictureMedium), themes.light), plugins: [reportPlugin] };
      return renderer(configuration as never, { width: 640, height: 380, ground: '#ffffff' });
    };
    expect(pngRenderer()).toBe(renderByNodeCanvas);
    const png = await render(renderByChartJs);
    expect(png.equals(await render(renderByNodeCanvas))).toBe(true);
    expect(png.equals(await render(renderByNodeCanvas))).toBe(true); // again with the same drawer
  });

  test('have the pixels of the canvas', async () => {
    const canvas = createCanvas(301, 203);
    const context = canvas.getContext('2d');
    context.fillStyle = '#fff';
    context.fillRect(0, 0, 301, 203);
    for (let at = 0; at < 40; at++) {
      context.fillStyle = `hsl(${9 * at} 80% 50% / 0.3)`;
      context.fillRect(7 * at, 3 * at, 90.5, 41.25);
    }
    const { data } = await pixelsOf(canvas.toBuffer('image/png'));
    expect((await pixelsOf(await encodePng(canvas))).data).toEqual(data);
  });

  let png: Buffer;
  beforeAll(async () => {
    png = await drawChart(charts[0]!);
  });

  test('are pictures of 2560 x 1520 pixels on white, full of colours, with a title', async () => {
    expect(png.subarray(0, 8)).toEqual(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]));
    const { width, height, data } = await pixelsOf(png);
    expect([width, height]).toEqual([2560, 1520]);
    expect(data[0]).toBe(0xffffffff);
    expect(new Set(data).size).toBeGreaterThan(500);
    const title = data.slice(50 * width, 120 * width);
    expect(title.filter((pixel) => (pixel & 0xff) < 0x60).length).toBeGreaterThan(2000);
  });

  test('fit a column of a paper at 595 dots per inch', async () => {
    const { width, height } = await pixelsOf(await drawChart(charts[0]!, 'column'));
    expect([width, height]).toEqual([4 * 504, 4 * 330]);
  });

  test('show in the legend the dashes and markers of the lines', async () => {
    const { width, data } = await pixelsOf(png);
    const colours = palette.slice(0, 4).map(({ light }) => Number.parseInt(light.slice(1), 16));
    const isOf = (pixel: number, colour: number) =>
      (pixel & 0xff) === colour >> 16 &&
      ((pixel >> 8) & 0xff) === ((colour >> 8) & 0xff) &&
      ((pixel >> 16) & 0xff) === (colour & 0xff);
    // The row through the markers: the one of the legend with most pixels of the first colour.
    const rows = Array.from({ length: 100 }, (_, row) => 210 + row);
    const row = (y: number) => [...data.subarray(y * width, (y + 1) * width)];
    const counts = rows.map((y) => row(y).filter((pixel) => isOf(pixel, colours[0]!)).length);
    const middle = row(rows[counts.indexOf(Math.max(...counts))]!);
    const runs = colours.map((colour) => {
      const marks = middle.map((pixel) => isOf(pixel, colour));
      const starts = marks.flatMap((mark, x) => (mark && !marks[x - 1] ? [x] : []));
      const ends = marks.flatMap((mark, x) => (mark && !marks[x + 1] ? [x] : []));
      return { pieces: starts.length, width: (ends.at(-1) ?? 0) - (starts[0] ?? 0) };
    });
    expect(runs[0]).toMatchObject({ pieces: 1 });
    for (const { pieces } of runs.slice(1)) expect(pieces).toBeGreaterThan(1);
    for (const { width: own } of runs) expect(own).toBeGreaterThan(90);
  });

  test('use the bundled font and are reproducible', async () => {
    expect(GlobalFonts.has('Inter')).toBe(true);
    expect((await drawChart(charts[0]!)).equals(png)).toBe(true);
  });
});

test("the legend of the page's curves leaves room for line and marker before each name", () => {
  const { labels } = chartFrame().options.plugins!.legend!;
  expect(labels!.usePointStyle).toBe(false);
  expect(labels!.boxWidth).toBeGreaterThan(2 * pageMedium.fontSize);
});
