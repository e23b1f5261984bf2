import { html, type Markup } from './markup.js';

type Keys = readonly (readonly [string, string])[];

/** Keys of every page. */
export const commonKeys: Keys = [
  ['/', 'go to the filter that is nearest'],
  ['?', 'this list'],
];

/** Keys of the report. */
export const reportKeys: Keys = [
  commonKeys[0]!,
  ['f', 'broken images alone, or all; in an image: clean or attacked'],
  ['← → ↑ ↓', 'from image to image'],
  ['Enter', 'open an image'],
  ['Esc', 'close it'],
  commonKeys[1]!,
];

/** The keyboard help dialog and the status line. */
export function keysDialog(keys: Keys): Markup {
  return html`<dialog id="keys" aria-labelledby="keys-title"><div class="dialog-head"><h3 id="keys-title">Keys</h3><button type="button" class="plain-button">Close</button></div>
<dl class="keys">${keys.map(([key, meaning]) => html`<div><dt><kbd>${key}</kbd></dt><dd>${meaning}</dd></div>`)}</dl></dialog>
<div id="status" role="status" aria-live="polite"></div>
`;
}
