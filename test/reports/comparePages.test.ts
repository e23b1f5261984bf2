import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareResults } from '../../src/gate/compareResults.js';
import { withComparison } from '../../src/gate/formVerdict.js';
import { leaderboard } from '../../src/gate/leaderboard.js';
import { comparePage } from '../../src/reports/compare/comparePage.js';
import { leaderboardPage } from '../../src/reports/leaderboard/leaderboardPage.js';
import { axeFindings } from './support/axeFindings.js';
import { fixtureModels } from './support/fixtureModels.js';
import { fixtureResults } from './support/fixtureResults.js';
import { hasBrowser, openBrowser, openPage } from './support/openPage.js';

const before = fixtureResults({ compared: false, images: 300 });
const weaker = fixtureModels.map((model, index) =>
  index === 0 ? { ...model, thresholdDb: model.thresholdDb + 4 } : model,
);
const after = fixtureResults({ compared: false, images: 300, models: weaker });
const judged = (results: typeof before) =>
  withComparison(results, compareResults(before, results, { baselineName: 'reports/a' }));
const runs = [
  { name: 'reports/b', results: judged(after) },
  { name: 'reports/c', results: judged(before) },
];
const comparison = comparePage({ name: 'reports/a', results: before }, runs);
const board = leaderboard([{ name: 'reports/a', results: before }], { snrDb: 33 });
const ranking = leaderboardPage(board);

describe('the page of a comparison', () => {
  it('tells for each run what regressed, with the largest change by model and attack', () => {
    expect(comparison).toContain('1 of 2 runs regressed against reports/a.');
    const rows = runs[0]!.results.verdict.comparison!.rows.filter(({ verdict }) => verdict === 'regressed');
    expect(rows.length).toBeGreaterThan(3);
    for (const attack of ['fgsm', 'fgsm-eps']) {
      const own = rows.filter((row) => row.attack === attack && row.model === 'baseline');
      const largest = own.toSorted((a, b) => a.difference - b.difference)[0]!;
      const points = (100 * Math.abs(largest.difference)).toFixed(1);
      expect(comparison).toContain(
        `<strong class="bad">−${points}</strong> <small>at ${largest.point.replace(' dB', '\u00a0dB')}; ${own.length} regressed`,
      );
    }
    expect(comparison).toMatch(/<a href="#run-2">reports\/c<\/a> <small>\d+ within noise</);
  });

  it('shows the newly broken images whose pictures the runs keep, before and after', () => {
    const point = '33 dB';
    const row = runs[0]!.results.verdict.comparison!.rows.find(
      (own) => own.model === 'baseline' && own.attack === 'fgsm' && own.point === point,
    )!;
    const kept = row.newlyBroken.filter((image) => image < 6);
    for (const image of kept) expect(comparison).toContain(`fgsm at 33\u00a0dB, image ${image}`);
    const shown = [...comparison.matchAll(/baseline<\/bdi>, fgsm at 33.dB, image (\d+)/g)].map(([, image]) =>
      Number(image),
    );
    expect(shown).toEqual(kept);
  });
});

it('charts of both pages have the colours of the page’s theme', () => {
  for (const page of [comparison, ranking]) {
    const [drawn] = /<svg [^>]*viewBox="0 0 504[\s\S]*?<\/svg>/.exec(page)!;
    expect(drawn).toContain('fill="var(--text)"');
    expect(drawn).toMatch(/(?:stroke|fill)="var\(--series-0\)"/);
    expect(drawn).not.toMatch(/fill="#16191d"/i);
  }
});

describe('the page of a leaderboard', () => {
  it('holds every model with place, worst case and pairs', () => {
    for (const { model, worst } of board.entries) {
      expect(ranking).toContain(`<bdi>${model.label}</bdi>`);
      expect(ranking).toContain(`${((100 * worst.hits) / worst.total).toFixed(1)}\u00a0%`);
    }
    expect(ranking.match(/cannot be told apart<\/span>|>better<\/span>/g)).toHaveLength(board.pairs.length);
  });
});

describe.skipIf(!hasBrowser)('both pages in Chromium (skipped where there is none)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'compare-pages-'));
  let browser: Browser;
  beforeAll(async () => {
    writeFileSync(join(folder, 'compare.html'), comparison);
    writeFileSync(join(folder, 'board.html'), ranking);
    browser = await openBrowser();
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  it.each(['compare.html', 'board.html'])(
    '%s opens without errors or requests, sorts its tables, draws its pictures',
    async (name) => {
      const { page, complaints } = await openPage(browser, join(folder, name));
      const table = page.locator('table').first();
      await table.locator('thead button').first().click();
      expect(await table.locator('th[aria-sort="ascending"]').count()).toBe(1);
      for (const canvas of await page.locator('canvas[data-pixels]').all()) {
        await canvas.scrollIntoViewIfNeeded();
        await expect.poll(() => canvas.getAttribute('width')).toBe('32');
      }
      expect(complaints).toEqual([]);
      await page.close();
    },
  );

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [1400, 390]) {
      it.each(['compare.html', 'board.html'])(
        `%s has no axe-core findings and no horizontal scroll, ${colorScheme} at ${width} px`,
        async (name) => {
          const { page } = await openPage(browser, join(folder, name), {
            colorScheme,
            viewport: { width, height: 900 },
          });
          expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
          expect(await axeFindings(page)).toEqual([]);
          await page.close();
        },
      );
    }
  }
});
