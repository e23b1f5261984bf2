import { createHash } from 'node:crypto';
import { suiteCharts } from '../charts/allCharts.js';
import type { Chart } from '../charts/chart.js';
import { chartsOf } from '../charts/chartsOf.js';
import { pageMedium } from '../charts/medium.js';
import { themes } from '../charts/theme.js';
import type { Summary } from '../summary.js';
import { environmentSection, methodSection } from './aboutSections.js';
import { auditSection } from './auditSection.js';
import { chartSection } from './chartSection.js';
import { gallerySection } from './gallerySection.js';
import { assertionSection, comparisonSection, failureSection } from './judgementSections.js';
import { keyFigures } from './keyFigures.js';
import { html, type Markup, scriptCode, scriptJson, styleSheet } from './markup.js';
import { modelSection } from './modelSection.js';
import { chartLibrary, pageProgram, pageStyle } from './pageAssets.js';
import { pointSection } from './pointSection.js';
import { strengthSection } from './strengthSection.js';
import { verdictSection } from './verdictSection.js';

/** The report as one file that needs nothing else. Its content security policy lets nothing be loaded and only its own programs run. */
export function reportPage(summary: Summary, links: readonly string[]): string {
  const programs = [scriptCode(chartLibrary()), scriptCode(pageProgram())] as const;
  const charts = summary.attacks.map((attack) => ({ attack, charts: chartsOf(summary, attack) }));
  const data = {
    themes,
    charts: [
      ...suiteCharts(summary).map((chart) => pageChart(chart, chart.attack)),
      ...charts.flatMap(({ attack, charts: some }) => some.map((chart) => pageChart(chart, attack.slug))),
    ],
  };
  const sections = [
    keyFigures(summary),
    strengthSection(summary, links),
    auditSection(summary, links),
    ...charts.map(({ attack, charts: some }) => chartSection(summary, attack, { charts: some, links })),
    failureSection(summary),
    assertionSection(summary),
    comparisonSection(summary),
    modelSection(summary),
    gallerySection(summary),
    pointSection(summary),
    methodSection(summary),
    environmentSection(summary, links),
  ].filter((section) => section !== null);
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
${verdictSection(summary)}
${navigation(summary, sections)}
<main id="main">
${sections}
</main>
</div>
<script type="application/json" id="report-data">${scriptJson(data)}</script>
<script>${programs[0]}</script>
<script type="module">${programs[1]}</script>
</body>
</html>
`.text;
}

/** A chart as the page's script takes it; buttons of the same group show and hide its models. */
function pageChart({ name, models, configure }: Chart, group: string) {
  return { name, attack: group, models, configuration: configure(pageMedium) };
}

/** Only these programs, styles and pictures within the page, and no connection to anywhere. */
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

const titles: readonly (readonly [string, string])[] = [
  ['gaps', 'Gaps'],
  ['strength', 'Strength'],
  ['audit', 'Audit'],
  ['failures', 'Failed cells'],
  ['assertions', 'Assertions'],
  ['comparison', 'Baseline'],
  ['models', 'Models'],
  ['gallery', 'Gallery'],
  ['points', 'All points'],
  ['method', 'Method'],
  ['environment', 'Environment'],
];

/** Links to the sections that there are. */
function navigation({ attacks }: Summary, sections: readonly Markup[]): Markup {
  const present = ([id]: readonly [string, string]) =>
    sections.some(({ text }) => text.includes(`<section id="${id}"`));
  const others = titles.slice(3);
  const links = [
    ...titles.slice(0, 3),
    ...attacks.map(({ slug, title }) => [`attack-${slug}`, title] as const),
    ...others,
  ];
  return html`<nav aria-label="Sections"><ul class="sections">${links
    .filter(present)
    .map(([id, title]) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>
`;
}
