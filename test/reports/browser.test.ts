import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeFindings } from './support/axeFindings.js';
import { fixtureResults } from './support/fixtureResults.js';
import { largeFixture } from './support/largeFixture.js';
import { hasBrowser, openBrowser, openPage } from './support/openPage.js';
import { renderReport } from './support/renderReport.js';

const folder = mkdtempSync(join(tmpdir(), 'page-'));
const file = join(folder, 'index.html');
const largeFile = join(folder, 'large.html');

describe.skipIf(!hasBrowser)('index.html in Chromium (skipped where there is none)', () => {
  let browser: Browser;

  beforeAll(async () => {
    writeFileSync(file, renderReport('html', fixtureResults({ images: 100 })));
    writeFileSync(largeFile, renderReport('html', largeFixture()));
    browser = await openBrowser();
  }, 180_000);

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  test('opens without errors, warnings or requests, and links to failures', async () => {
    const { page, complaints } = await openPage(browser, file);
    const failed = page.locator('.verdict a[href^="#assertion-"]').first();
    await failed.click();
    const id = (await failed.getAttribute('href'))!.slice(1);
    expect(await page.locator(`[id="${id}"]`).isVisible()).toBe(true);
    expect(await page.locator(`tr:has([id="${id}"])`).textContent()).toContain('fails');
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('shows the choice in chart and table, keeps it in the hash and restores it', async () => {
    const { page, complaints } = await openPage(browser, file);
    const table = page.locator('#curves [data-part="table"] table');
    expect(await table.locator('thead th').count()).toBe(5);
    await page.click('button[data-model="enlarged"]');
    await page.click('button[data-attack="fgsm-eps"]');
    await page.selectOption('[data-part="metric"]', 'drop');
    await page.selectOption('[data-part="axis"]', 'epsilon-in-1-255');
    expect(await table.locator('thead th').allInnerTexts()).toEqual([
      'Attack',
      'Point',
      'baseline',
      'random, 16 tiles',
      'random, 128 tiles',
    ]);
    expect(await page.locator('#curves h3').first().textContent()).toBe('Accuracy drop under FGSM, FGSM (fgsm-eps)');
    const again = await openPage(browser, file, { hash: new URL(page.url()).hash });
    const rows = await table.locator('tbody').textContent();
    expect(await again.page.locator('#curves [data-part="table"] tbody').textContent()).toBe(rows);
    expect(await table.locator('tbody tr').count()).toBe(24);
    expect([...complaints, ...again.complaints]).toEqual([]);
    await page.close();
    await again.page.close();
  });

  test('sorts and filters rows, and copies the visible ones as CSV, Markdown and LaTeX', async () => {
    const { page } = await openPage(browser, file);
    const box = page.locator('#curves [data-part="table"]');
    await box.getByRole('button', { name: 'baseline' }).click();
    const values = (await box.locator('tbody tr td:first-of-type').allInnerTexts()).map(Number.parseFloat);
    expect(values).toEqual(values.toSorted((a, b) => a - b));
    expect(await box.locator('th[aria-sort="ascending"]').textContent()).toContain('baseline');
    await box.getByRole('searchbox').fill('33 dB');
    expect(await box.locator('tbody tr:visible').count()).toBe(1);
    await page.evaluate(`Object.defineProperty(navigator, 'clipboard', {
      value: { writeText: async (text) => document.body.setAttribute('data-copied', text) },
    })`);
    const copied = async (format: string) => {
      await box.getByRole('button', { name: format }).click();
      return page.getAttribute('body', 'data-copied');
    };
    expect(await copied('CSV')).toMatch(
      /^Point,baseline,enlarged,"random, 16 tiles","random, 128 tiles"\r\n33 dB,"[\d.]+ %/,
    );
    expect(await copied('Markdown')).toMatch(/^\| Point \| baseline .*\n\| :-- \| --: .*\n\| 33 dB \| [^\n]*\|$/);
    expect(await copied('LaTeX')).toMatch(/^\\begin\{tabular\}\{lrrrr\}\n[\s\S]*33 dB & [\d.]+ \\% \[/);
    // What describes a model are words, not figures.
    await page.locator('#models').getByRole('button', { name: 'LaTeX' }).first().click();
    expect(await page.getAttribute('body', 'data-copied')).toMatch(/^\\begin\{tabular\}\{llll/);
    await page.close();
  });

  test('filters images by keys and menus, decodes visible ones, and opens a large view with the command', async () => {
    const { page, complaints } = await openPage(browser, file);
    const decoded = () => page.locator('#gallery canvas[width="32"]').count();
    expect(await decoded()).toBe(0);
    await page.keyboard.press('f');
    expect(new URL(page.url()).hash).toBe('#show=broken');
    const cards = page.locator('#gallery li:visible');
    expect(await cards.locator('s').count()).toBeGreaterThanOrEqual(await cards.count());
    await page.selectOption('[data-filter="imageModel"]', 'random-16');
    await page.waitForFunction('document.querySelectorAll(\'#gallery canvas[width="32"]\').length > 0');
    await cards.first().getByRole('button').focus();
    await page.keyboard.press('Enter');
    const dialog = page.locator('#large');
    expect(await dialog.locator('[data-part="command"]').textContent()).toMatch(
      /^npm run eval -- suites\/cifar10-figure4\.json --grep '\^random-16\/fgsm(-eps)?\$' --limit \d+ --output/,
    );
    const title = await dialog.locator('h3').textContent();
    await page.keyboard.press('ArrowRight');
    const next = `${await dialog.locator('h3').textContent()} ${await dialog.locator('[data-part="where"]').textContent()}`;
    expect(next).not.toBe(title);
    expect(decodeURIComponent(new URL(page.url()).hash)).toContain('image=random-16/');
    const pixels = () =>
      dialog
        .locator('[data-part="adversarial"]')
        .evaluate((canvas) => (canvas as unknown as { toDataURL(): string }).toDataURL());
    const attacked = await pixels();
    await page.keyboard.press('f');
    expect(await pixels()).not.toBe(attacked);
    const clean = await dialog
      .locator('canvas[data-part="clean"]')
      .evaluate((canvas) => (canvas as unknown as { toDataURL(): string }).toDataURL());
    expect(await pixels()).toBe(clean);
    await page.keyboard.press('Escape');
    expect(await dialog.isVisible()).toBe(false);
    await page.keyboard.press('?');
    expect(await page.locator('#keys').isVisible()).toBe(true);
    expect(complaints).toEqual([]);
    await page.close();
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [1400, 390]) {
      test(`has no axe-core findings and no horizontal scroll, ${colorScheme} at ${width} px`, async () => {
        const { page } = await openPage(browser, file, { colorScheme, viewport: { width, height: 900 } });
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
        const keyFigures = await page.locator('#overview .scroll').evaluate((box) => box.scrollWidth - box.clientWidth);
        expect(keyFigures).toBe(0);
        const found = await axeFindings(page);
        expect(found).toEqual([]);
        await page.close();
      });
    }
  }

  test('draws 8 models under 8 attacks at 30 points within a second', async () => {
    const { page, complaints } = await openPage(browser, largeFile);
    const hash = Array.from({ length: 8 }, (_, i) => `attack=${i < 4 ? 'fgsm' : 'pgd'}-${i}`).join('&');
    const cdp = await page.context().newCDPSession(page);
    // Time of the processor, of which other programs take no part.
    await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
    const seconds = async () => {
      const { metrics } = await cdp.send('Performance.getMetrics');
      return metrics.find(({ name }) => name === 'TaskDuration')!.value;
    };
    const before = await seconds();
    await page.evaluate(`location.hash = '#${hash}'`);
    await page.waitForFunction(`document.querySelectorAll('#curves tbody tr').length === 240`);
    const durationMs = 1000 * ((await seconds()) - before);
    expect(await page.locator('#curves button[data-attack][aria-pressed="true"]').count()).toBe(8);
    expect(durationMs).toBeLessThan(1000);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('prints with all details open and charts as drawings', async () => {
    const { page } = await openPage(browser, file, { colorScheme: 'dark' });
    await page.emulateMedia({ media: 'print' });
    await page.evaluate(`dispatchEvent(new Event('beforeprint'))`);
    expect(await page.locator('details:not([open])').count()).toBe(0);
    expect(await page.locator('.canvas:visible').count()).toBe(0);
    expect(await page.locator('.paper svg:visible').count()).toBeGreaterThan(4);
    expect(await page.locator('#gallery canvas[width="1"]:visible').count()).toBe(0);
    await page.close();
  });
});
