import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** The files of a model, relative to a folder. */
export interface ModelFileList {
  readonly folder: string;
  /** The file that the path names; undefined if it names the folder. */
  readonly main?: string;
  /** With slashes. */
  readonly paths: readonly string[];
}

/**
 * The files that a model at a path consists of: its model.json or .onnx file, and the files that it names. Whether they suffice is
 * checked where the model is loaded from a copy.
 */
export function modelFiles(path: string): ModelFileList {
  const isFolder = statSync(path).isDirectory();
  const folder = isFolder ? path : dirname(path);
  const mains = isFolder ? readdirSync(folder).filter((name) => isMain(folder, name)) : [basename(path)];
  const named = mains.flatMap((name) => namedFiles(folder, name));
  return { folder, ...(isFolder ? {} : { main: basename(path) }), paths: [...new Set([...mains, ...named])].sort() };
}

function isMain(folder: string, name: string): boolean {
  return /\.(json|onnx)$/.test(name) && statSync(join(folder, name)).isFile();
}

function namedFiles(folder: string, main: string): string[] {
  const content = readFileSync(join(folder, main));
  if (main.endsWith('.json')) return weightPaths(content.toString('utf8'));
  return externalFiles(folder, content).filter((path) => path !== main);
}

/** An ONNX file holds the paths of its external data as plain bytes; a folder that it does not name may be large and is not read. */
function externalFiles(folder: string, content: Buffer): string[] {
  return readdirSync(folder).flatMap((name) => {
    if (!content.includes(name)) return [];
    const path = join(folder, name);
    const facts = statSync(path, { throwIfNoEntry: false });
    if (!facts?.isDirectory()) return facts?.isFile() ? [name] : [];
    return content.includes(`${name}/`) ? externalFiles(path, content).map((inner) => `${name}/${inner}`) : [];
  });
}

/** Paths of a TensorFlow.js model's weights; none for other JSON. */
function weightPaths(text: string): string[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return []; // not a model; the one that is has been read before
  }
  const { weightsManifest } = (parsed ?? {}) as { weightsManifest?: readonly { readonly paths?: readonly string[] }[] };
  return Array.isArray(weightsManifest) ? weightsManifest.flatMap(({ paths = [] }) => paths) : [];
}
