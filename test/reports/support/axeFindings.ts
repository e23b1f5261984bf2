import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const axeFile = createRequire(import.meta.url).resolve('axe-core');

/** What axe-core finds on an open page with everything unfolded: rule and element. */
export async function axeFindings(page: Page): Promise<string[]> {
  // The page's policy lets no other program run: axe comes in beside it.
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Page.setBypassCSP', { enabled: true });
  await page.reload();
  await page.evaluate(`for (const details of document.querySelectorAll('details')) details.open = true`);
  await page.addScriptTag({ path: axeFile });
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run: () => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    const { violations } = await axe.run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0]!.html.slice(0, 200)}`);
  });
}
