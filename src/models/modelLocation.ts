import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** The file names at a model's path; nothing is read yet. */
export interface ModelLocation {
  /** As in the suite. */
  readonly path: string;
  /** Folder of the names. */
  readonly folder: string;
  /** All names in a folder, or the one name of a file; none if there is nothing at the path. */
  readonly names: readonly string[];
}

/** Lists a path, which may be a folder or a file. */
export function locateModel(path: string): ModelLocation {
  if (!existsSync(path)) return { path, folder: dirname(path), names: [] };
  if (statSync(path).isDirectory()) return { path, folder: path, names: readdirSync(path).sort() };
  return { path, folder: dirname(path), names: [basename(path)] };
}

/** The path of the only matching name, null if none or several match. */
export function onlyFile({ folder, names }: ModelLocation, pattern: RegExp): string | null {
  const [name, ...others] = names.filter((candidate) => pattern.test(candidate));
  return name === undefined || others.length > 0 ? null : join(folder, name);
}
