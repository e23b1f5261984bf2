import type { Verdict } from '../../contract/result.js';
import { html, type Markup } from './markup.js';

const words = { pass: 'Pass', fail: 'Fail', incomplete: 'Incomplete', part: 'Part' } as const;
const icons = {
  pass: 'M5 12.5l4.5 4.5L19 7.5',
  fail: 'M6.5 6.5l11 11M17.5 6.5l-11 11',
  incomplete: 'M12 5.5v8M12 17.5v.5',
  part: 'M5 12.5l4.5 4.5L19 7.5',
};
const boxes = { pass: 'pass-box', fail: 'fail-box', incomplete: 'warn-box', part: 'pass-box' } as const;

/** Flags such as --update-baseline stay on one line. */
function withWholeFlags(text: string): Markup[] {
  return text
    .split(/(--[a-z][\w-]*)/)
    .map((part, index) => (index % 2 === 0 ? html`${part}` : html`<span class="whole">${part}</span>`));
}

/** The verdict with its sentence and lists of lines. */
export function verdictBox(
  status: Verdict['status'],
  { headline, lines = [] }: { readonly headline: string; readonly lines?: readonly Markup[] },
): Markup {
  return html`<section class="verdict ${boxes[status]}" aria-labelledby="verdict">
<svg viewBox="0 0 24 24" width="40" height="40" aria-hidden="true"><circle cx="12" cy="12" r="11"/><path d="${icons[status]}"/></svg>
<div><h2 id="verdict">${words[status]}</h2>
<p>${withWholeFlags(headline)}</p>
${lines.length > 0 ? html`<ul>${lines}</ul>` : null}</div>
</section>
`;
}
