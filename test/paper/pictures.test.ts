import { createCanvas, loadImage } from '@napi-rs/canvas';
import { describe, expect, it } from 'vitest';
import { drawFilters } from '../../src/paper/drawFilters.js';
import { drawnSchemes, drawTilings, exampleTilings, tileColour } from '../../src/paper/drawTilings.js';
import { seriesChart } from '../../src/paper/seriesChart.js';
import { drawChart } from '../../src/reports/charts/drawChart.js';
import { pictureMedium } from '../../src/reports/charts/medium.js';

async function pixelsOf(png: Buffer) {
  const image = await loadImage(png);
  const context = createCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  const at = (x: number, y: number) => [...context.getImageData(x, y, 1, 1).data.slice(0, 3)];
  return { width: image.width, height: image.height, at };
}

describe('drawFilters', () => {
  it('shows a filter in its colours, a column a tile and a row a channel', async () => {
    // Two tiles, 1 x 1, three inputs, two outputs: [tile][input][output].
    const values = Float32Array.of(1, 0, -1, 0, 0, 0, 0, 2, 0, 2, 0, 2);
    const { width, height, at } = await pixelsOf(drawFilters({ shape: [2, 1, 1, 3, 2], values }, { zoom: 10 }));
    expect([width, height]).toEqual([26, 26]);
    expect(at(7, 7)).toEqual([255, 0, 128]);
    expect(at(7, 19)).toEqual([128, 128, 128]);
    expect(at(19, 19)).toEqual([255, 255, 255]);
    expect(() => drawFilters({ shape: [1, 1, 1, 2, 1], values: new Float32Array(2) })).toThrow(/2 channels/);
  });
});

describe('exampleTilings', () => {
  it('has every scheme, and another draw of those that draw for each image', () => {
    const tilings = exampleTilings({ size: 8, tiles: 4, seed: 1 });
    expect(tilings.map(({ scheme }) => scheme)).toEqual([
      ...drawnSchemes.slice(0, 5),
      'random',
      'random',
      'perforated',
      'perforated',
    ]);
    const counts = (index: number) =>
      [0, 1, 2, 3].map((tile) => tilings[index]!.assignment.filter((t) => t === tile).length);
    expect(counts(5)).toEqual([16, 16, 16, 16]);
    expect([...tilings[5]!.assignment]).not.toEqual([...tilings[6]!.assignment]);
    expect(tilings[7]!.assignment.filter((tile) => tile === -1)).toHaveLength(48);
  });
});

describe('drawTilings', () => {
  it('gives each pixel the colour of its tile, and white where nothing is computed', async () => {
    const assignment = Int32Array.of(0, 1, -1, 3);
    const { at } = await pixelsOf(drawTilings([{ scheme: 'random', draw: 0, assignment }], 2));
    const colour = (rgb: string) => /\d+ \d+ \d+/.exec(rgb)![0].split(' ').map(Number);
    expect(at(24 + 50, 34 + 50)).toEqual(colour(tileColour(0)));
    expect(at(24 + 160, 34 + 50)).toEqual(colour(tileColour(1)));
    expect(at(24 + 50, 34 + 160)).toEqual([255, 255, 255]);
    expect(new Set(Array.from({ length: 24 }, (_, tile) => tileColour(tile))).size).toBe(24);
  });
});

describe('seriesChart', () => {
  it('has a table of its figures and can be drawn', async () => {
    const chart = seriesChart({
      ...{ name: 'a', kind: 'line', title: 'T', subtitle: 'S', description: 'D', xTitle: 'x', yTitle: 'y' },
      categories: ['one', 'two'],
      series: [{ label: 'first', values: [0.123456, null] }],
    });
    expect(chart.table).toEqual({
      head: ['x', 'first'],
      rows: [
        ['one', '0.1235'],
        ['two', '–'],
      ],
    });
    expect((await drawChart(chart)).length).toBeGreaterThan(5000);
  });

  it('keeps bars apart where the hues repeat, and gives little room to a little below zero', async () => {
    const parts = {
      name: 'a',
      title: 'T',
      subtitle: 'S',
      description: 'D',
      xTitle: 'x',
      yTitle: 'y',
      categories: ['c'],
    };
    const models = Array.from({ length: 10 }, (_, at) => ({ label: `${at}`, values: [at === 0 ? -0.0047 : at / 10] }));
    const chart = seriesChart({ ...parts, kind: 'bar', series: models });
    const looks = (kind: 'bar' | 'line') =>
      seriesChart({ ...parts, kind, series: models })
        .configure(pictureMedium)
        .data.datasets.map(({ backgroundColor, borderColor }) => `${backgroundColor} ${borderColor}`);
    expect(new Set(looks('bar')).size).toBe(10);
    expect(looks('bar').slice(7)).toEqual([
      'var(--series-7) var(--series-7)',
      'transparent var(--series-0)',
      'transparent var(--series-1)',
    ]);
    expect(looks('line')[8]).toBe('var(--series-0) var(--series-0)');
    const least = (low: number) => {
      const series = [{ label: 'm', values: [low, 0.9] }];
      return seriesChart({ ...parts, kind: 'bar', series }).configure(pictureMedium).options!.scales!.y!.min;
    };
    expect([least(-0.0047), least(-0.3), least(0)]).toEqual([-0.04, -0.5, undefined]);
    expect((await drawChart(chart)).length).toBeGreaterThan(5000);
  });

  it('shows rounding errors of zero as 0, and small values that are real', () => {
    const parts = {
      name: 'a',
      kind: 'line',
      title: 'T',
      subtitle: 'S',
      description: 'D',
      xTitle: 'x',
      yTitle: 'y',
    } as const;
    const rows = (...values: number[]) =>
      seriesChart({ ...parts, categories: values.map(String), series: [{ label: 'R', values }] }).table.rows.map(
        ([, text]) => text,
      );
    expect(rows(-9.6e-18, 1e-10, -0.5)).toEqual(['0', '1e-10', '-0.5']);
    expect(rows(-9.6e-18, 3e-17)).toEqual(['-9.6e-18', '3e-17']);
  });
});
