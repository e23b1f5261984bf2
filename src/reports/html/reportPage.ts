import { createHash } from 'node:crypto';
import { suiteCharts } from '../charts/allCharts.js';
import { pageMedium } from '../charts/medium.js';
import { themes } from '../charts/theme.js';
import type { Section } from '../section.js';
import { sections } from '../sections.js';
import type { Summary } from '../summary/summary.js';
import { curveData } from './curveData.js';
import { keysDialog } from './keysDialog.js';
import { html, type Markup, scriptCode, scriptJson, styleSheet } from './markup.js';
import { overview } from './overview.js';
import { chartLibrary, pageProgram, pageStyle } from './pageAssets.js';
import { pageHeader } from './pageHeader.js';
import { pictureData } from './pictureData.js';

/** The report as one self-contained file. Its content security policy allows no loading and only its own scripts. */
export function reportPage(summary: Summary, links: readonly string[]): string {
  const programs = [scriptCode(chartLibrary()), scriptCode(pageProgram())] as const;
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
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(programs)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${summary.partial ? 'PARTIAL: ' : ''}${summary.name}: ${summary.status}</title>
<style>${styleSheet(pageStyle())}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the figures</a>
<div class="page">
${pageHeader(summary)}
${overview(summary)}
${navigation(parts.map(({ section }) => section))}
<main id="main">
${parts.map(({ markup }) => markup)}
</main>
</div>
${keysDialog}
<script type="application/json" id="report-data">${scriptJson(data)}</script>
<script>${programs[0]}</script>
<script type="module">${programs[1]}</script>
</body>
</html>
`.text;
}

/** Only these scripts, and inline styles and images; no connections. */
function policy(programs: readonly Markup[]): string {
  const hashes = programs.map(({ text }) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`);
  return [
    "default-src 'none'",
    `script-src ${hashes.join(' ')}`,
    "style-src 'unsafe-inline'",
    'img-src data:',
    'font-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/** Links to the existing sections. */
function navigation(shown: readonly Section[]): Markup {
  return html`<nav aria-label="Sections"><ul class="sections">${shown.map(
    ({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`,
  )}<li><button type="button" class="link-button" data-keys>Keys</button></li></ul></nav>
`;
}
