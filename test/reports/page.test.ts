import { createHash } from 'node:crypto';
import { Script } from 'node:vm';
import { describe, expect, test } from 'vitest';
import type { AttackSpec } from '../../src/contract/suite.js';
import { worstRows } from '../../src/metrics/worstRows.js';
import { themes } from '../../src/reports/charts/theme.js';
import { verdictBox } from '../../src/reports/html/verdictBox.js';
import { classSection } from '../../src/reports/sections/classSection.js';
import { summarise } from '../../src/reports/summary/summarise.js';
import { fixtureAttacks, fixtureResults } from './support/fixtureResults.js';
import { renderReport } from './support/renderReport.js';

const links = ['results.json', 'charts/fgsm-gap.png'];
const results = fixtureResults();
const page = renderReport('html', results, links);
const programs = [...page.matchAll(/<script(?: type="module")?>([\s\S]*?)<\/script>/g)].map(([, code]) => code!);
const data = JSON.parse(/<script type="application\/json" id="report-data">([\s\S]*?)<\/script>/.exec(page)![1]!) as {
  readonly charts: readonly { configuration: { data: { datasets: { data: unknown[] }[] } } }[];
  readonly curves: {
    readonly overview: { curves: { points: unknown[] }[] };
    readonly attacks: readonly { id: string; curves: { points: unknown[] }[] }[];
  };
  readonly images: {
    readonly pictures: readonly {
      change: string | null;
      clean: { correct: boolean };
      adversarial: { correct: boolean };
    }[];
    readonly pixels: readonly string[];
    readonly leftOut: number;
  };
};
const withoutPrograms = page.replace(/<script>[\s\S]*?<\/script>/g, '');

describe('index.html', () => {
  test('is the same each time', () => {
    expect(renderReport('html', fixtureResults(), links)).toBe(page);
  });

  test('loads nothing from outside', () => {
    const references = [...withoutPrograms.matchAll(/\b(?:src|href|action|srcset)="([^"]*)"/g)].map(([, to]) => to!);
    const foreign = references.filter((to) => !/^(#[\w-]+|data:image\/png;base64,[\w+/=]+)$/.test(to));
    expect(new Set(foreign)).toEqual(new Set(links));
    expect(withoutPrograms).not.toMatch(/https?:|@import|url\((?!data:|#)/);
    expect(page).not.toMatch(/sourceMappingURL/);
  });

  test('lets only its own two programs run, and both are sound', () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)![1]!.replaceAll('&#39;', "'");
    const hashes = programs.map((code) => `'sha256-${createHash('sha256').update(code).digest('base64')}'`);
    expect(programs).toHaveLength(2);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`script-src ${hashes.join(' ')};`);
    for (const code of programs) expect(() => new Script(code)).not.toThrow();
  });

  test('shows every model, its hash and every image of the gallery', () => {
    for (const { label, sha256 } of results.models) {
      expect(page).toContain(label);
      expect(page).toContain(sha256.slice(0, 12));
    }
    const pictures = new Set(data.images.pixels);
    expect(pictures.size).toBe(
      new Set(results.gallery.flatMap((g) => [g.cleanPixels, g.adversarialPixels, g.perturbationPixels])).size,
    );
  });

  describe('of a suite whose stronger attacks have one strength', () => {
    const [fgsm] = fixtureAttacks as [AttackSpec];
    const at33 = { ...fgsm, strength: { kind: 'snrDb', snrDb: [33], snrReference: 'centered' } } as const;
    const noise = { ...fgsm, id: 'noise', kind: 'noise' } as AttackSpec;
    const attacks = [noise, fgsm, { ...at33, id: 'one', eot: 2 }, { ...at33, id: 'two', eot: 3 }] as AttackSpec[];
    const mixed = fixtureResults({ attacks, assertions: [], compared: false });
    const overview = /<section id="overview"[\s\S]*?<\/section>/.exec(renderReport('html', mixed))![0];

    test('its key figures are the worst of all attacks of that strength, and its gaps those of an adversary', () => {
      expect(overview).toMatch(
        /Key figures under the worst of all 3 attacks at 33.dB; gap reduction under FGSM at 33.dB/,
      );
      for (const { id } of mixed.models) {
        const row = worstRows(mixed).find(({ model, value }) => model === id && value === 33)!;
        expect(row.attacks).toEqual(['fgsm', 'one', 'two']);
        const { hits, total } = row.relative!;
        expect(overview).toContain(`<strong>${((100 * hits) / total).toFixed(1)}\u00a0%</strong>`);
      }
    });
  });

  test('prints the classes under one attack, the one that breaks most images, in one line a model', () => {
    const figures = [{ accuracy: null, relative: null }];
    const table = (title: string, images: number) => ({
      ...{ title, label: '33 dB', models: [0], classes: [{ name: 'cat', images: 9, figures }] },
      broken: [
        [
          { from: 'cat', to: 'dog', images },
          { from: 'cat', to: 'frog', images: 1 },
        ],
      ],
    });
    const classTables = [table('Weak', 2), table('Strong', 5), table('Weaker', 1)];
    const { text } = classSection.page!({ ...summarise(results), classTables }, [])!;
    const shown = [...text.matchAll(/<details class="card( unprinted)?"><summary>(\w+),/g)];
    expect(shown.map(([, left, title]) => [title, left === undefined])).toEqual([
      ['Weak', false],
      ['Strong', true],
      ['Weaker', false],
    ]);
    expect(text).toContain('Printed is Strong, which breaks most images; the page shows 2 other attacks.');
    expect(text).toMatch(/<ul class="printed"><li>.*: broken cat to dog \(5\), cat to frog<\/li><\/ul>/);
  });

  test('keeps flags of a headline whole', () => {
    expect(String(verdictBox('pass', { headline: 'use --update-baseline <now>' }).text)).toContain(
      '<p>use <span class="whole">--update-baseline</span> &#60;now&#62;</p>',
    );
  });

  test('has a description and a table for every chart drawn in advance', () => {
    const figures = page.split('<figure').filter((figure) => figure.includes('<canvas data-chart'));
    expect(figures).toHaveLength(1);
    for (const figure of figures) {
      expect(figure).toMatch(/<canvas data-chart="[\w-]+" role="img" aria-label="[^"]{30,}"/);
      expect(figure).toMatch(/<details><summary>Figures<\/summary>[\s\S]*<th scope="row">[\s\S]*<\/details>/);
    }
  });

  test('has tables with captions, ids that are unique and links that lead somewhere', () => {
    expect(page.match(/<table>/g)!.length).toBe(page.match(/<table>\s*<caption/g)!.length);
    const ids = [...withoutPrograms.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id!);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, to] of page.matchAll(/href="#([^"]*)"/g)) expect(ids).toContain(to);
  });

  test('carries data that its programs can read', () => {
    expect(
      data.charts.map(({ configuration }) => configuration.data.datasets.map(({ data: bars }) => bars.length)),
    ).toEqual([[2, 2, 2, 2]]);
    expect(data.curves.attacks.map(({ id }) => id)).toEqual(['fgsm', 'fgsm-eps']);
    for (const { curves } of [data.curves.overview, ...data.curves.attacks]) {
      expect(curves.map(({ points }) => points.length)).toEqual([12, 12, 12, 12]);
    }
  });

  test('shows broken images first, each with the index of its pixels', () => {
    const unchanged = data.images.pictures.filter(({ change }) => change !== 'newly broken');
    expect(data.images.pictures.slice(-unchanged.length)).toEqual(unchanged);
    const isBroken = unchanged.map(({ clean, adversarial }) => clean.correct && !adversarial.correct);
    expect(isBroken.lastIndexOf(true)).toBe(isBroken.filter(Boolean).length - 1);
    expect(isBroken).toContain(false);
    expect(data.images).toMatchObject({ leftOut: 0 });
    expect(data.images.pictures).toHaveLength(results.gallery.length);
  });

  test('says PARTIAL in its title and at its top', () => {
    const partial = renderReport('html', fixtureResults({ images: 20, partial: { limit: 20 } }));
    expect(partial).toContain('<title>PARTIAL: ');
    expect(partial).toMatch(/role="note"><strong>PARTIAL<\/strong>: only the first 20 images/);
    expect(page).not.toContain('PARTIAL');
  });

  test('can be made if every cell failed', () => {
    const nothing = {
      ...results,
      curves: [],
      gaps: [],
      gallery: [],
      reference: null,
      verdict: { ...results.verdict, comparison: null },
    };
    expect(renderReport('html', nothing)).toContain('No cell of this attack was computed.');
  });
});

/** Contrast ratio of WCAG 2. */
function contrast(a: string, b: string): number {
  const luminance = (colour: string) => {
    const [red, green, blue] = [1, 3, 5]
      .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
  };
  const [dark, light] = [luminance(a), luminance(b)].sort((one, other) => one - other);
  return (light! + 0.05) / (dark! + 0.05);
}

describe.each(Object.entries(themes))('the %s colours', (_, theme) => {
  const colours: Readonly<Record<string, string>> = theme;

  test('let text be read', () => {
    for (const ground of [theme.page, theme.raised, theme.ground]) {
      for (const text of ['text', 'quiet', 'accent', 'pass', 'fail', 'warn']) {
        expect(contrast(colours[text]!, ground), text).toBeGreaterThanOrEqual(4.5);
      }
    }
    for (const verdict of ['pass', 'fail', 'warn']) {
      for (const text of [theme.text, colours[verdict]!]) {
        expect(contrast(text, colours[`${verdict}-ground`]!), verdict).toBeGreaterThanOrEqual(4.5);
      }
    }
  });

  test('let curves be seen', () => {
    const series = Object.keys(colours).filter((name) => name.startsWith('series-'));
    expect(series).toHaveLength(8);
    for (const name of series) expect(contrast(colours[name]!, theme.raised), name).toBeGreaterThanOrEqual(3);
  });
});
