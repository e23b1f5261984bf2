import { readFileSync, statSync } from 'node:fs';
import { UserError } from './errors.js';

/** A file's text and the bytes it was decoded from. */
export interface TextFile {
  readonly text: string;
  readonly bytes: Uint8Array;
}

/**
 * Reads a file that must be UTF-8 without a byte order mark. `what` names it for messages, e.g. `a suite`. Throws
 * `UserError` if it is missing, a folder, unreadable, empty or in another encoding.
 */
export function readTextFile(file: string, what: string): TextFile {
  const fault = (found: string, remedy: string) =>
    new UserError({ where: file, expected: `${what} in JSON, a UTF-8 text file`, found, remedy });
  let bytes: Uint8Array;
  try {
    if (statSync(file).isDirectory()) throw fault('a folder', 'name a file in it');
    bytes = readFileSync(file);
  } catch (error) {
    if (error instanceof UserError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw fault('no such file', 'check the path; it is relative to the working folder');
    throw fault(message, 'make the file readable');
  }
  if (bytes.length === 0) throw fault('an empty file', 'write it, or restore it from version control');
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    throw fault('a byte order mark at its start', 'save it as UTF-8 without byte order mark (BOM)');
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes), bytes };
  } catch {
    const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
    throw fault(utf16 ? 'UTF-16 text' : 'bytes that are not UTF-8', 'save it as UTF-8');
  }
}
