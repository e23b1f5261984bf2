import { relative, sep } from 'node:path';

/** The path of a file or folder from a folder, with forward slashes on every system, as files and results note it. */
export function relativePath(from: string, to: string): string {
  return relative(from, to).split(sep).join('/');
}
