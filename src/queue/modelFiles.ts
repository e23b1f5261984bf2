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
  const mains = isFolder ? namesIn(folder).filter((name) => /\.(json|onnx)$/.test(name)) : [basename(path)];
  const named = mains.flatMap((name) => namedFiles(folder, name));
  return { folder, ...(isFolder ? {} : { main: basename(path) }), paths: [...new Set([...mains, ...named])].sort() };
}

function namesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map(({ name }) => name);
}

function namedFiles(folder: string, main: string): string[] {
  const content = readFileSync(join(folder, main));
  if (main.endsWith('.json')) return weightPaths(content.toString('utf8'));
  // An ONNX file holds the names of its external data as plain bytes.
  return namesIn(folder).filter((name) => name !== main && content.includes(name));
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
