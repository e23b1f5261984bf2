import { createHash } from 'node:crypto';
import { keysDialog } from './keysDialog.js';
import { html, type Markup, scriptCode, scriptJson, styleSheet } from './markup.js';
import { pageStyle } from './pageAssets.js';

/** The parts of a page. */
export interface PageParts {
  readonly title: string;
  /** Text of the link to the element with the id `main`, for keyboards. */
  readonly skip: string;
  readonly body: Markup;
  /** JSON for the page's script. */
  readonly data: unknown;
  readonly keys: Parameters<typeof keysDialog>[0];
  /** Classic scripts that run first. */
  readonly libraries: readonly string[];
  /** A module. */
  readonly program: string;
}

/** A self-contained page. Its content security policy allows no loading and only its own scripts. */
export function pageFrame({ title, skip, body, data, keys, libraries, program }: PageParts): string {
  const scripts = libraries.map(scriptCode);
  const module = scriptCode(program);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy([...scripts, module])}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${styleSheet(pageStyle())}</style>
</head>
<body>
<a class="skip" href="#main">${skip}</a>
<div class="page">
${body}
</div>
${keysDialog(keys)}
<script type="application/json" id="report-data">${scriptJson(data)}</script>
${scripts.map((script) => html`<script>${script}</script>`)}
<script type="module">${module}</script>
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
