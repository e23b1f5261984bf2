import { html, type Markup } from './markup.js';

type Cell = Markup | string;

export interface DataTable {
  readonly caption: Cell;
  readonly head: readonly Cell[];
  /** The first cell of a row heads it. */
  readonly rows: readonly (readonly Cell[])[];
  /** Columns from the left that hold words; the others hold numbers and stand to the right. */
  readonly words?: number;
  readonly isCaptionHidden?: boolean;
  /** Without tools to sort, filter and copy. */
  readonly isPlain?: boolean;
}

/** A table that a screen reader can make sense of, in a box that scrolls by itself where the page is narrow. */
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
