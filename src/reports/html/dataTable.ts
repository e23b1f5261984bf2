import { html, type Markup } from './markup.js';

type Cell = Markup | string;

export interface DataTable {
  readonly caption: Cell;
  readonly head: readonly Cell[];
  /** The first cell of a row is its header. */
  readonly rows: readonly (readonly Cell[])[];
  /** Number of text columns on the left; the others are right-aligned numbers. */
  readonly words?: number;
  readonly isCaptionHidden?: boolean;
  /** Without tools to sort, filter and copy. */
  readonly isPlain?: boolean;
}

/** An accessible table in a box that scrolls horizontally on narrow pages. */
export function dataTable({
  caption,
  head,
  rows,
  words = 1,
  isCaptionHidden = false,
  isPlain = false,
}: DataTable): Markup {
  const kind = (column: number) => (column < words ? 'word' : 'number');
  return html`<div class="scroll"${isPlain ? html` data-plain` : null} tabindex="0" role="group" aria-label="${captionText(caption)}"><table>
<caption${isCaptionHidden ? html` class="hidden"` : null}><span>${caption}</span></caption>
<thead><tr>${head.map((cell, column) => html`<th scope="col" class="${kind(column)}">${cell}</th>`)}</tr></thead>
<tbody>${rows.map(
    ([first = '', ...others]) =>
      html`<tr><th scope="row">${first}</th>${others.map((cell, column) => html`<td class="${kind(column + 1)}">${cell}</td>`)}</tr>
`,
  )}</tbody>
</table></div>
`;
}

function captionText(caption: Cell): string {
  return typeof caption === 'string' ? caption : 'Table';
}
