import { announce, copyText, element } from './elements.js';

/** Tables with more rows have a filter. */
const fewRows = 8;

/** Makes all tables sortable and copyable, and long tables filterable. */
export function startTables() {
  for (const box of document.querySelectorAll('.scroll:has(> table)'))
    if (!box.closest('[data-plain]')) equipTable(box);
}

/** Adds sort buttons to the head of a table and tools above it. */
export function equipTable(box) {
  const table = box.querySelector('table');
  const heads = [...table.querySelectorAll('thead th')];
  if (table.tBodies[0].rows.length > 1) {
    for (const [column, head] of heads.entries()) {
      const label = head.textContent.trim();
      if (label === '') continue;
      head.replaceChildren(
        element('button', { type: 'button', class: 'sort', click: () => sortBy(table, column) }, [...head.childNodes]),
      );
    }
  }
  const formats = { CSV: asCsv, Markdown: asMarkdown, LaTeX: asLatex };
  const name = table.caption?.textContent.trim() || 'table';
  const tools = element('div', { class: 'tools' }, [
    table.tBodies[0].rows.length > fewRows
      ? element('input', {
          type: 'search',
          placeholder: 'Filter rows',
          'aria-label': `Filter rows of ${name}`,
          input: ({ target }) => filterRows(table, target.value),
        })
      : null,
    element('span', { class: 'copies', role: 'group', 'aria-label': `Copy ${name}` }, [
      'Copy ',
      ...Object.entries(formats).map(([format, write]) =>
        element(
          'button',
          { type: 'button', click: () => copyText(write(cellsOf(table), wordColumns(table)), `Table as ${format}`) },
          format,
        ),
      ),
    ]),
  ]);
  box.before(tools);
}

function sortBy(table, column) {
  const heads = [...table.querySelectorAll('thead th')];
  const isUp = heads[column].getAttribute('aria-sort') !== 'ascending';
  for (const head of heads) head.removeAttribute('aria-sort');
  heads[column].setAttribute('aria-sort', isUp ? 'ascending' : 'descending');
  const body = table.tBodies[0];
  const rows = [...body.rows].map((row) => ({ row, key: sortKey(textOf(row.cells[column])) }));
  rows.sort((a, b) => compareKeys(a.key, b.key, isUp ? 1 : -1));
  body.append(...rows.map(({ row }) => row));
}

/** The number at the start of the text; a dash always sorts last. */
function sortKey(text) {
  if (text === '' || text === '–') return null;
  const match = /^(?:epsilon )?([+−-]?[\d,]*\.?\d+)(?:\/([\d.]+))?/.exec(text);
  if (!match) return text;
  return Number(match[1].replaceAll(',', '').replace('−', '-')) / Number(match[2] ?? 1);
}

function compareKeys(a, b, sign) {
  if (a === null || b === null) return (a === null) - (b === null);
  if (typeof a === 'number' && typeof b === 'number') return sign * (a - b);
  return sign * String(a).localeCompare(String(b), 'en', { numeric: true });
}

function filterRows(table, wanted) {
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  for (const row of table.tBodies[0].rows) {
    const text = row.textContent.toLowerCase();
    row.hidden = !words.every((word) => text.includes(word));
    if (!row.hidden) count++;
  }
  announce(`${count} of ${table.tBodies[0].rows.length} rows`);
}

/** Text of the visible rows, with the head first. */
function cellsOf(table) {
  const rows = [...table.tHead.rows, ...[...table.tBodies[0].rows].filter((row) => !row.hidden)];
  return rows.map((row) => [...row.cells].map(textOf));
}

/** Which columns are text and not figures. */
function wordColumns(table) {
  return [...table.tHead.rows[0].cells].map((cell) => cell.classList.contains('word'));
}

function textOf(cell) {
  // biome-ignore lint/performance/useDomNodeTextContent: it keeps line ends within a cell as spaces
  return cell.innerText.replace(/\s+/g, ' ').trim();
}

function asCsv(rows) {
  const quoted = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return rows.map((row) => row.map(quoted).join(',')).join('\r\n');
}

function asMarkdown([head, ...rows], words) {
  const line = (cells) => `| ${cells.map((text) => text.replace(/[\\|]/g, '\\$&')).join(' | ')} |`;
  return [line(head), line(words.map((isWord) => (isWord ? ':--' : '--:'))), ...rows.map(line)].join('\n');
}

const latexCharacters = {
  '\\': '\\textbackslash{}',
  ...{ '&': '\\&', '%': '\\%', $: '\\$', '#': '\\#', _: '\\_', '{': '\\{', '}': '\\}' },
  ...{ '~': '\\textasciitilde{}', '^': '\\textasciicircum{}', '−': '$-$', '–': '--', '→': '$\\to$', '±': '$\\pm$' },
};

/** A tabular with booktabs rules. */
function asLatex([head, ...rows], words) {
  const escaped = (text) => text.replace(/[\\&%$#_{}~^−–→±]/g, (character) => latexCharacters[character]);
  const line = (cells) => `${cells.map(escaped).join(' & ')} \\\\`;
  const columns = words.map((isWord) => (isWord ? 'l' : 'r')).join('');
  return [
    `\\begin{tabular}{${columns}}`,
    '\\toprule',
    line(head),
    '\\midrule',
    ...rows.map(line),
    '\\bottomrule',
    '\\end{tabular}',
  ].join('\n');
}
