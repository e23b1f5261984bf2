import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** What lies at a model's path, by name alone: nothing is read yet. */
export interface ModelLocation {
  /** As the suite has it. */
  readonly path: string;
  /** Folder that the names belong to. */
  readonly folder: string;
  /** All names in a folder, or the one name of a file; none if there is nothing at the path. */
  readonly names: readonly string[];
}

/** Looks at a path, which may be a folder or a file. */
export function locateModel(path: string): ModelLocation {
  if (!existsSync(path)) return { path, folder: dirname(path), names: [] };
  if (statSync(path).isDirectory()) return { path, folder: path, names: readdirSync(path).sort() };
  return { path, folder: dirname(path), names: [basename(path)] };
}

/** The path of the only name that matches, null where there is none or several do. */
export function onlyFile({ folder, names }: ModelLocation, pattern: RegExp): string | null {
  const [name, ...others] = names.filter((candidate) => pattern.test(candidate));
  return name === undefined || others.length > 0 ? null : join(folder, name);
}
