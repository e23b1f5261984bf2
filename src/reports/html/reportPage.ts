import { suiteCharts } from '../charts/allCharts.js';
import { pageMedium } from '../charts/medium.js';
import { themes } from '../charts/theme.js';
import type { Section } from '../section.js';
import { sections } from '../sections.js';
import type { Summary } from '../summary/summary.js';
import { curveData } from './curveData.js';
import { reportKeys } from './keysDialog.js';
import { html, type Markup } from './markup.js';
import { overview } from './overview.js';
import { chartLibrary, pageProgram } from './pageAssets.js';
import { pageFrame } from './pageFrame.js';
import { pageHeader } from './pageHeader.js';
import { pictureData } from './pictureData.js';

/** The report as one self-contained file. */
export function reportPage(summary: Summary, links: readonly string[]): string {
  const data = {
    themes,
    charts: suiteCharts(summary).map(({ name, configure }) => ({ name, configuration: configure(pageMedium) })),
    curves: curveData(summary),
    images: pictureData(summary),
  };
  const parts = sections.flatMap((section) => {
    const markup = section.page?.(summary, links) ?? null;
    return markup === null ? [] : [{ section, markup }];
  });
  return pageFrame({
    title: `${summary.partial ? 'PARTIAL: ' : ''}${summary.name}: ${summary.status}`,
    skip: 'Skip to the figures',
    data,
    keys: reportKeys,
    libraries: [chartLibrary()],
    program: pageProgram('report'),
    body: html`${pageHeader(summary)}
${overview(summary)}
${navigation(parts.map(({ section }) => section))}
<main id="main">
${parts.map(({ markup }) => markup)}
</main>`,
  });
}

/** Links to the existing sections. */
function navigation(shown: readonly Section[]): Markup {
  return html`<nav aria-label="Sections"><ul class="sections">${shown.map(
    ({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`,
  )}<li><button type="button" class="link-button" data-keys>Keys</button></li></ul></nav>
`;
}
