import { html } from './markup.js';

const keys: readonly (readonly [string, string])[] = [
  ['/', 'go to the filter that is nearest'],
  ['f', 'broken images alone, or all; in an image: clean or attacked'],
  ['← → ↑ ↓', 'from image to image'],
  ['Enter', 'open an image'],
  ['Esc', 'close it'],
  ['?', 'this list'],
];

/** The keyboard help dialog and the status line. */
export const keysDialog = html`<dialog id="keys" aria-labelledby="keys-title"><div class="dialog-head"><h3 id="keys-title">Keys</h3><button type="button" class="plain-button">Close</button></div>
<dl class="keys">${keys.map(([key, meaning]) => html`<div><dt><kbd>${key}</kbd></dt><dd>${meaning}</dd></div>`)}</dl></dialog>
<div id="status" role="status" aria-live="polite"></div>
`;
