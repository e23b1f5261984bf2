/** Elements of an XML document in order of their start, each with its attributes as written. */
export interface XmlElement {
  readonly name: string;
  readonly depth: number;
  readonly attributes: Readonly<Record<string, string>>;
}

const name = '[A-Za-z_][\\w.-]*';
const text = '(?:[^<&]|&(?:amp|lt|gt|quot|apos|#\\d+);)';
const token = new RegExp(
  `<\\?xml version="1\\.0" encoding="UTF-8"\\?>|<(/?)(${name})((?:\\s+${name}="(?:(?!")${text})*")*)\\s*(/?)>|${text}+`,
  'uy',
);

/** Reads a document without comments, CDATA and doctype. Throws for anything that is not well-formed XML 1.0. */
export function wellFormedXml(document: string): XmlElement[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they have no place in XML 1.0
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u.test(document))
    throw new Error('character');
  const elements: XmlElement[] = [];
  const open: string[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < document.length) {
    const at = token.lastIndex;
    const match = token.exec(document);
    if (!match) throw new Error(`not well-formed at ${at}: ${document.slice(at, at + 80)}`);
    const [, closing, element, attributes = '', empty] = match;
    if (element === undefined) continue;
    if (closing) {
      if (open.pop() !== element) throw new Error(`</${element}> closes another element`);
      continue;
    }
    if (open.length === 0 && elements.length > 0) throw new Error('a second root');
    elements.push({ name: element, depth: open.length, attributes: attributesOf(attributes) });
    if (!empty) open.push(element);
  }
  if (open.length > 0 || elements.length === 0) throw new Error('elements are left open');
  return elements;
}

function attributesOf(written: string): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [, key, value] of written.matchAll(/([\w.-]+)="([^"]*)"/g)) {
    if (key! in attributes) throw new Error(`the attribute ${key} twice`);
    attributes[key!] = value!;
  }
  return attributes;
}
