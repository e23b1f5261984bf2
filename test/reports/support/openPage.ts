import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

/** Debian's Chromium, or the one that CHROMIUM names. */
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Whether pages can be tried in a real browser here. */
export const hasBrowser = existsSync(executablePath);

/** Starts Chromium with an empty profile and nothing that goes out on its own. */
export function openBrowser(): Promise<Browser> {
  const quiet = ['quic', 'background-networking', 'component-update', 'sync', 'gpu'];
  return chromium.launch({
    executablePath,
    args: ['--headless', '--no-sandbox', '--no-first-run', ...quiet.map((name) => `--disable-${name}`)],
  });
}

export interface OpenedPage {
  readonly page: Page;
  /** Errors of the console and of programs, and requests for anything but the file itself. */
  readonly complaints: string[];
}

/** Opens a file, perhaps with a hash, and watches what it complains of and asks for. */
export async function openPage(
  browser: Browser,
  file: string,
  options: NonNullable<Parameters<Browser['newPage']>[0]> & { readonly hash?: string } = {},
): Promise<OpenedPage> {
  const { hash = '', ...rest } = options;
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 }, ...rest });
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`file://${file}`) && !url.startsWith('data:')) complaints.push(`request for ${url}`);
  });
  await page.goto(`file://${file}${hash}`);
  await page.waitForFunction(`document.fonts.status === 'loaded'`);
  return { page, complaints };
}
