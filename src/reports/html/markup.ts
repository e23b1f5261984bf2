/** Escaped HTML; only `html` creates it. */
export class Markup {
  constructor(readonly text: string) {}
}

type Insert = Markup | string | number | null | readonly Insert[];

/** Template tag: values are escaped for content and quoted attributes unless they are Markup. null gives nothing. */
export function html(parts: TemplateStringsArray, ...inserts: readonly Insert[]): Markup {
  return new Markup(parts.reduce((text, part, index) => text + textOf(inserts[index - 1] ?? null) + part));
}

function textOf(insert: Insert): string {
  if (insert === null) return '';
  if (insert instanceof Markup) return insert.text;
  return typeof insert === 'object' ? insert.map(textOf).join('') : withUnits(escapeHtml(String(insert)));
}

/** Verbatim text to copy, such as a command or message. */
export function verbatim(text: string): Markup {
  return new Markup(escapeHtml(text));
}

/** Keeps a number and its unit on one line. */
function withUnits(text: string): string {
  return text.replace(/(?<=\d) (?=%|dB\b)/g, '\u00a0');
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** JSON that is safe in a script element: it contains no `<`. */
export function scriptJson(value: unknown): Markup {
  return new Markup(JSON.stringify(value).replaceAll('<', '\\u003c'));
}

/** A program that is safe in a script element: nothing in it ends the element or starts a comment. */
export function scriptCode(code: string): Markup {
  return new Markup(code.replace(/<(?=\/script|!--)/gi, '\\x3c'));
}

/** This project's style sheet; it contains no `<`. */
export function styleSheet(css: string): Markup {
  return new Markup(css.replaceAll('<', '\\3c '));
}

/** A name from a suite, isolated from the surrounding text direction. */
export function name(text: string): Markup {
  return html`<bdi>${text}</bdi>`;
}

/** A generated SVG in a page; `index` makes its ids unique. */
export function drawing(svg: string, index: number | string): Markup {
  return new Markup(
    svg
      .replace(/(?<=id="|url\(#)(?=[\w-]+[")])/g, `drawing-${index}-`)
      .replace(/ xmlns(:xlink)?="[^"]*"/g, '')
      .replace('<svg ', '<svg aria-hidden="true" '),
  );
}
