import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { UserError } from '../base/errors.js';
import { sha256 } from '../base/stableHash.js';
import type tf from '../tfjs/tfjs.cjs';
import { type Manifest, parseManifest, weightBytes } from './manifest.js';
import { locateModel, type ModelLocation, onlyFile } from './modelLocation.js';
import { openSizeLimit } from './sizeLimit.js';

/** Contents of model.json and its weights, checked for completeness but not yet loaded. */
export interface TfjsFiles {
  readonly topology: Record<string, unknown>;
  readonly weightSpecs: tf.io.WeightsManifestEntry[];
  readonly weights: Uint8Array;
  /** Names of a graph model's inputs and outputs, if in the file. */
  readonly signature?: unknown;
  /** Of model.json and all weight files. */
  readonly sha256: string;
  readonly weightsSha256: string;
}

interface ModelJson {
  format?: unknown;
  signature?: unknown;
  modelTopology?: unknown;
  weightsManifest?: unknown;
  userDefinedMetadata?: { weightsSha256?: unknown };
}

/** Graphs of the largest networks take a few megabytes. */
const largestJson = 2 ** 28;

/** The file that describes a tfjs model: a folder's model.json, or a file itself whose name ends in .json. */
export function findModelJson(location: ModelLocation): string | null {
  return location.names.length === 1 ? onlyFile(location, /\.json$/) : onlyFile(location, /^model\.json$/);
}

/** The same for the path of a folder or file. Throws `UserError` where there is none. */
export function requireModelJson(path: string): string {
  const file = findModelJson(locateModel(path));
  if (file !== null) return file;
  throw new UserError({
    where: path,
    expected: 'a tfjs model: a folder with model.json, or this file',
    found: existsSync(path) ? 'no model.json' : 'no such file',
    remedy: 'correct the path of the model',
  });
}

/** Whether a model.json contains a graph; false if unreadable. */
export function isGraph(file: string): boolean {
  try {
    const { format, modelTopology } = JSON.parse(readModelJson(file).toString('utf8')) as ModelJson;
    return format === 'graph-model' || Array.isArray((modelTopology as { node?: unknown } | undefined)?.node);
  } catch {
    return false;
  }
}

/**
 * Reads a tfjs layers or graph model by its model.json. Throws `UserError` if it is missing, cut off, mixed up or too large
 * for half of `memoryBytes`.
 */
export function readTfjsFiles(file: string, memoryBytes?: number): TfjsFiles {
  const text = readModelJson(file);
  const description = parseModelJson(file, text.toString('utf8'));
  const { shards, weightSpecs } = parseManifest(file, description.weightsManifest);
  const weights = readShards(file, { shards, weightSpecs }, openSizeLimit(file, memoryBytes));
  checkPair(
    shards.length === 1 ? join(dirname(file), shards[0]!) : file,
    description.userDefinedMetadata?.weightsSha256,
    weights,
  );
  return {
    ...(description.signature === undefined ? {} : { signature: description.signature }),
    topology: description.modelTopology as Record<string, unknown>,
    weightSpecs,
    weights,
    sha256: sha256(Buffer.concat([text, weights])),
    weightsSha256: sha256(weights),
  };
}

/** Whether a model.json and all weight files that it names are there. Throws `UserError` if it is no description of a model. */
export function isComplete(file: string): boolean {
  if (!existsSync(file)) return false;
  const { weightsManifest } = parseModelJson(file, readModelJson(file).toString('utf8'));
  return parseManifest(file, weightsManifest).shards.every((name) => existsSync(join(dirname(file), name)));
}

function readModelJson(file: string): Buffer {
  const size = sizeOf(file, { expected: 'a tfjs model', remedy: 'correct the path of the model' });
  if (size <= largestJson) return readFileSync(file);
  const expected = `a model.json of at most ${largestJson / 2 ** 20} MB`;
  throw new UserError({ where: file, expected, found: `${Math.ceil(size / 2 ** 20)} MB` });
}

/** The concatenated weights. Sizes are checked before reading, because a file may be larger than memory. */
function readShards(file: string, { shards, weightSpecs }: Manifest, reserve: (bytes: number) => void): Buffer {
  const paths = shards.map((name) => locate(file, name));
  const expected = weightSpecs.reduce((sum, spec) => sum + weightBytes(spec), 0);
  const words = { expected: `the weights that ${file} names`, remedy: 'copy all files of the model' };
  const found = paths.reduce((sum, path) => sum + sizeOf(path, words), 0);
  if (found === expected) {
    reserve(found);
    return Buffer.concat(paths.map((path) => readFileSync(path)));
  }
  throw new UserError({
    where: paths.join(', ') || file,
    expected: `${expected} bytes of weights, as described in model.json`,
    found: `${found} bytes`,
    remedy: 'the file is truncated or belongs to another model: copy or train it again',
  });
}

/** Size of a regular file; devices and pipes are refused because they may never end. */
function sizeOf(file: string, words: { readonly expected: string; readonly remedy: string }): number {
  if (!existsSync(file)) throw new UserError({ where: file, found: 'no such file', ...words });
  const status = statSync(file);
  if (!status.isFile()) throw new UserError({ where: file, found: 'not a regular file', ...words });
  return status.size;
}

/** A shard's path; must be in the model's folder after resolving links. */
function locate(file: string, name: string): string {
  const folder = dirname(file);
  const path = join(folder, name);
  const leaves = (from: string, to: string) => /^\.\.|^$/.test(relative(from, to)) || isAbsolute(relative(from, to));
  const outside =
    isAbsolute(name) || leaves(folder, path) || (existsSync(path) && leaves(realpathSync(folder), realpathSync(path)));
  if (!outside) return path;
  throw new UserError({
    where: file,
    expected: `weights in ${folder}`,
    found: name,
    remedy: 'copy the weights into the folder of model.json and name them there',
  });
}

function parseModelJson(file: string, text: string): ModelJson {
  const remedy = 'the file is truncated or was changed: copy or train the model again';
  let description: ModelJson | null;
  try {
    description = JSON.parse(text) as ModelJson | null;
  } catch (error) {
    throw new UserError({ where: file, expected: 'JSON', found: (error as Error).message, remedy });
  }
  const { modelTopology, weightsManifest } = description ?? {};
  if (typeof modelTopology !== 'object' || modelTopology === null || !Array.isArray(weightsManifest)) {
    throw new UserError({
      where: file,
      expected: "'modelTopology' and 'weightsManifest'",
      found: 'at most one of them',
      remedy,
    });
  }
  return description!;
}

function checkPair(file: string, recorded: unknown, weights: Uint8Array): void {
  if (typeof recorded !== 'string' || recorded === sha256(weights)) return;
  throw new UserError({
    where: file,
    expected: `weights with SHA-256 ${recorded.slice(0, 12)}, as model.json says`,
    found: sha256(weights).slice(0, 12),
    remedy: 'the weights were changed or belong to another model.json: copy or train the model again',
  });
}
