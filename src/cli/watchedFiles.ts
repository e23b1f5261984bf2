import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { computingFiles } from '../base/computingFiles.js';
import { isUserFault } from '../base/errors.js';
import { type JsonDocument, readJsonDocument } from '../base/jsonDocument.js';
import { pluginFiles } from '../suites/parseSuite.js';
import { objectOf, textsIn } from '../suites/rawSuite.js';

/**
 * The files that a suite's results depend on, apart from its data set: the suite, its plug-ins with what they import by relative paths,
 * and its models, absolute. A suite that cannot be read depends on itself alone. Runs nothing.
 */
export function watchedFiles(suiteFile: string): string[] {
  const file = resolve(suiteFile);
  const document = readable(file);
  if (document === null) return [file];
  const absolute = (path: string) => resolve(dirname(file), path);
  const plugins = pluginFiles(document).map(absolute).flatMap(modulesOf);
  const suite = objectOf(document.value);
  const models = textsIn(suite, 'models', 'path').map(({ value }) => value);
  const sources = sourcePaths(suite.attacks);
  return [...new Set([file, ...plugins, ...[...models, ...sources].map(absolute).flatMap(filesAt)])];
}

function readable(file: string): JsonDocument | null {
  try {
    return readJsonDocument(file, 'a suite');
  } catch (error) {
    if (isUserFault(error)) return null;
    throw error;
  }
}

/** A missing file is watched, too: it may appear. */
function modulesOf(file: string): string[] {
  return existsSync(file) && statSync(file).isFile() ? computingFiles(file, { relativeOnly: true }) : [file];
}

/** A folder's files, or those beside a file, which may hold its weights. */
function filesAt(path: string): string[] {
  if (!existsSync(path)) return [path];
  const folder = statSync(path).isDirectory() ? path : dirname(path);
  const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => !entry.isDirectory());
  return files.map(({ name }) => join(folder, name));
}

/** Paths of the sources of transfer attacks, also of those in other attacks. */
function sourcePaths(value: unknown): string[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value.flatMap(sourcePaths);
  const { source, attack, attacks } = objectOf(value);
  const { path } = objectOf(source);
  return [...(typeof path === 'string' ? [path] : []), ...sourcePaths(attack), ...sourcePaths(attacks)];
}
