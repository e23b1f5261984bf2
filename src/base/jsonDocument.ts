import { findNodeAtLocation, getNodeValue, type Node, type ParseError, parseTree } from 'jsonc-parser';
import { UserError, type UserErrorParts, UserErrors } from './errors.js';
import { jsonSyntaxErrors } from './jsonSyntaxErrors.js';
import { readTextFile, type TextFile } from './readTextFile.js';
import { sha256 } from './stableHash.js';

/** Keys and indices from a document's root to a value. */
export type JsonPath = readonly (string | number)[];

/** An error in a document: in the value at a path or, with `key`, in that key of the object at the path. */
export interface JsonFault extends Omit<UserErrorParts, 'where'> {
  readonly path: JsonPath;
  readonly key?: string;
}

/** A parsed JSON file with the text positions of its values. */
export interface JsonDocument {
  readonly file: string;
  readonly value: unknown;
  /** SHA-256 of the file's bytes. */
  readonly sha256: string;
  /** The errors as `UserErrors` with `file:line:column /pointer`, in text order. */
  faults(faults: readonly JsonFault[]): UserErrors;
}

/** No valid file is nested more deeply; walking a deeper one would exhaust the stack. */
const deepest = 64;

/**
 * Reads a JSON file (no comments, trailing commas or duplicate keys). `what` names it for messages, e.g. `a suite`. Throws
 * `UserError` for a file that cannot be read, `UserErrors` with line and column for one that is not JSON.
 */
export function readJsonDocument(file: string, what: string): JsonDocument {
  return jsonDocument(file, readTextFile(file, what));
}

/** The same for a text that was read already; `file` names it. */
export function jsonDocument(file: string, { text, bytes }: TextFile): JsonDocument {
  const place = placesIn(file, text);
  refuseDeepNesting(text, place);
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  if (errors.length > 0 || !root) throw new UserErrors(jsonSyntaxErrors(text, errors, place));
  const repeated = repeatedKeys(root).map((key) => repeatedKey(key, place));
  if (repeated.length > 0) throw new UserErrors(repeated);
  return {
    file,
    value: getNodeValue(root),
    sha256: sha256(bytes),
    faults: (faults) =>
      new UserErrors(
        faults
          .map((fault) => ({ fault, offset: offsetOf(root, fault) }))
          .sort((a, b) => a.offset - b.offset)
          .map(({ fault: { path, key, ...parts }, offset }) => {
            const pointer = jsonPointer(key === undefined ? path : [...path, key]);
            return new UserError({ where: `${place(offset)}${pointer === '' ? '' : ` ${pointer}`}`, ...parts });
          }),
      ),
  };
}

/** RFC 6901 pointer of a path; empty for the root. */
export function jsonPointer(path: JsonPath): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

type Place = (offset: number) => string;

function placesIn(file: string, text: string): Place {
  return (offset) => {
    const before = text.slice(0, offset);
    const line = before.split('\n').length;
    return `${file}:${line}:${offset - (before.lastIndexOf('\n') + 1) + 1}`;
  };
}

function refuseDeepNesting(text: string, place: Place): void {
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"?|[[{]|[\]}]/gs)) {
    if (token === '[' || token === '{') depth++;
    else if (token === ']' || token === '}') depth--;
    if (depth <= deepest) continue;
    throw new UserError({
      where: place(index),
      expected: `values nested at most ${deepest} deep`,
      found: 'deeper nesting',
      remedy: 'check for brackets that are not closed',
    });
  }
}

/** Duplicate keys of objects. */
function repeatedKeys(node: Node): Node[] {
  const seen = new Set<string>();
  const own = node.type === 'object' ? (node.children ?? []).map((property) => property.children![0]!) : [];
  const repeated = own.filter((key) => seen.has(key.value) || !seen.add(key.value));
  return [...repeated, ...(node.children ?? []).flatMap(repeatedKeys)];
}

function repeatedKey(key: Node, place: Place): UserError {
  return new UserError({
    where: place(key.offset),
    expected: `the key ${JSON.stringify(key.value)} once`,
    found: 'the key twice',
    remedy: 'keep one of the two',
  });
}

/** Offset of the value or key, or of the deepest existing value on the path. */
function offsetOf(root: Node, { path, key }: JsonFault): number {
  let node: Node | undefined;
  for (let depth = path.length; depth >= 0 && !node; depth--)
    node = findNodeAtLocation(root, [...path.slice(0, depth)]);
  const property = node?.children?.find((child) => child.type === 'property' && child.children?.[0]?.value === key);
  return (key === undefined ? node : (property ?? node))?.offset ?? root.offset;
}
