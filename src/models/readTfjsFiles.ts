import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type * as tf from '@tensorflow/tfjs';
import { UserError } from '../base/errors.js';
import { sha256 } from '../base/stableHash.js';
import { type ModelLocation, onlyFile } from './modelLocation.js';

/** What model.json and its weights hold, checked for being complete but not yet loaded. */
export interface TfjsFiles {
  readonly topology: Record<string, unknown>;
  readonly weightSpecs: tf.io.WeightsManifestEntry[];
  readonly weights: Uint8Array;
  /** Names of a graph model's inputs and outputs, where the file has them. */
  readonly signature?: unknown;
  /** Of model.json and all weight files. */
  readonly sha256: string;
  readonly weightsSha256: string;
}

interface ModelJson {
  format?: string;
  signature?: unknown;
  modelTopology?: Record<string, unknown>;
  weightsManifest?: { paths: string[]; weights: tf.io.WeightsManifestEntry[] }[];
  userDefinedMetadata?: { weightsSha256?: string };
}

const bytesPerValue: Record<string, number> = { float32: 4, int32: 4, bool: 1, uint8: 1, uint16: 2, float16: 2 };

/** The file that describes a tfjs model: a folder's model.json, or a file itself whose name ends in .json. */
export function findModelJson(location: ModelLocation): string | null {
  return location.names.length === 1 ? onlyFile(location, /\.json$/) : onlyFile(location, /^model\.json$/);
}

/** Whether a model.json holds a graph; one that cannot be read holds none. */
export function isGraph(file: string): boolean {
  try {
    const { format, modelTopology } = JSON.parse(readFileSync(file, 'utf8')) as ModelJson;
    return format === 'graph-model' || Array.isArray(modelTopology?.node);
  } catch {
    return false;
  }
}

/** Reads a tfjs layers or graph model by its model.json. Throws `UserError` if it is missing, cut off or mixed up. */
export function readTfjsFiles(file: string): TfjsFiles {
  const text = readBytes(file, 'a tfjs model: a folder with model.json, or a model.json', 'mend the path in the suite');
  const description = parseModelJson(file, text.toString('utf8'));
  const manifest = description.weightsManifest!;
  const shards = manifest.flatMap((group) => group.paths).map((name) => join(dirname(file), name));
  const parts = shards.map((shard) =>
    readBytes(shard, `the weights that ${file} names`, 'copy all files of the model together'),
  );
  const weights = Buffer.concat(parts);
  const weightSpecs = manifest.flatMap((group) => group.weights);
  const expected = weightSpecs.reduce((sum, spec) => sum + weightBytes(spec), 0);
  if (weights.length !== expected) {
    throw new UserError({
      where: shards.join(', ') || file,
      expected: `${expected} bytes of weights, as model.json describes them`,
      found: `${weights.length} bytes`,
      remedy: 'the file is cut off or belongs to another model: copy or train it again',
    });
  }
  checkPair(shards[0] ?? file, description.userDefinedMetadata?.weightsSha256, weights);
  return {
    ...(description.signature === undefined ? {} : { signature: description.signature }),
    topology: description.modelTopology!,
    weightSpecs,
    weights,
    sha256: sha256(Buffer.concat([text, weights])),
    weightsSha256: sha256(weights),
  };
}

function readBytes(file: string, expected: string, remedy: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'no such file' : (error as Error).message;
    throw new UserError({ where: file, expected, found: reason, remedy });
  }
}

function parseModelJson(file: string, text: string): ModelJson {
  const remedy = 'the file is cut off or was changed: copy or train the model again';
  let description: ModelJson;
  try {
    description = JSON.parse(text) as ModelJson;
  } catch (error) {
    throw new UserError({ where: file, expected: 'JSON', found: (error as Error).message, remedy });
  }
  if (typeof description?.modelTopology !== 'object' || !Array.isArray(description.weightsManifest)) {
    throw new UserError({
      where: file,
      expected: "'modelTopology' and 'weightsManifest'",
      found: 'neither or one',
      remedy,
    });
  }
  return description;
}

/** Bytes that a weight takes in its file; NaN for a type that is not known. */
export function weightBytes(spec: tf.io.WeightsManifestEntry): number {
  const dtype = spec.quantization?.dtype ?? spec.dtype;
  return spec.shape.reduce((product, side) => product * side, 1) * (bytesPerValue[dtype] ?? Number.NaN);
}

function checkPair(file: string, recorded: string | undefined, weights: Uint8Array): void {
  if (recorded === undefined || recorded === sha256(weights)) return;
  throw new UserError({
    where: file,
    expected: `weights with SHA-256 ${recorded.slice(0, 12)}, as model.json says`,
    found: sha256(weights).slice(0, 12),
    remedy: 'the weights were changed or belong to another model.json: copy or train the model again',
  });
}
