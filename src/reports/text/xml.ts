/** Text for XML content and attributes. Characters not allowed in XML 1.0 become U+FFFD. */
export function escapeXml(text: string): string {
  return text.replace(notXml, '\ufffd').replace(/[&<>"'\n\t]/g, (character) => entities[character]!);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern matches control characters
const notXml = /[\u0000-\u0008\u000b-\u001f\ufffe\uffff]|\p{Surrogate}/gu;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  // Character references survive attribute normalisation.
  '\n': '&#10;',
  '\t': '&#9;',
};

export type Attributes = Readonly<Record<string, string | number>>;

/** An element, indented with its children by two spaces a level; text content is for elements without children. */
export function element(name: string, attributes: Attributes, content: readonly string[] | string = []): string {
  const head = [name, ...Object.entries(attributes).map(([key, value]) => `${key}="${escapeXml(String(value))}"`)];
  if (typeof content === 'string') return `<${head.join(' ')}>${escapeXml(content)}</${name}>`;
  if (content.length === 0) return `<${head.join(' ')}/>`;
  const inside = content.map((child) => `  ${child.replaceAll('\n', '\n  ')}`);
  return [`<${head.join(' ')}>`, ...inside, `</${name}>`].join('\n');
}
