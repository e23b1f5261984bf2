/** HTML that needs no more escaping; only `html` makes it. */
export class Markup {
  constructor(readonly text: string) {}
}

type Insert = Markup | string | number | null | readonly Insert[];

/** Template tag: whatever is put in is escaped, for content and for quoted attributes, unless it is Markup. null is nothing. */
export function html(parts: TemplateStringsArray, ...inserts: readonly Insert[]): Markup {
  return new Markup(parts.reduce((text, part, index) => text + textOf(inserts[index - 1] ?? null) + part));
}

function textOf(insert: Insert): string {
  if (insert === null) return '';
  if (insert instanceof Markup) return insert.text;
  return typeof insert === 'object' ? insert.map(textOf).join('') : withUnits(escapeHtml(String(insert)));
}

/** Text as it stands, to be copied: a command, a message. */
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

/** JSON that can stand in a script element: it holds no `<`. */
export function scriptJson(value: unknown): Markup {
  return new Markup(JSON.stringify(value).replaceAll('<', '\\u003c'));
}

/** A program that can stand in a script element: nothing in it ends the element or begins a comment. */
export function scriptCode(code: string): Markup {
  return new Markup(code.replace(/<(?=\/script|!--)/gi, '\\x3c'));
}

/** A style sheet of our own; it holds no `<`. */
export function styleSheet(css: string): Markup {
  return new Markup(css.replaceAll('<', '\\3c '));
}

/** A name from a suite, kept apart from the direction of writing around it. */
export function name(text: string): Markup {
  return html`<bdi>${text}</bdi>`;
}

/** An SVG of our own drawing within a page: ids that it refers to itself by are told apart from other drawings' by `index`. */
export function drawing(svg: string, index: number | string): Markup {
  return new Markup(
    svg
      .replace(/(?<=id="|url\(#)(?=[\w-]+[")])/g, `drawing-${index}-`)
      .replace(/ xmlns(:xlink)?="[^"]*"/g, '')
      .replace('<svg ', '<svg aria-hidden="true" '),
  );
}
