import { createHash, type Hash } from 'node:crypto';
import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { checkMessageSize, openSizeLimit } from '../sizeLimit.js';
import { buildModel } from './buildGraph.js';
import { decodeModel } from './decodeModel.js';
import { openExternalData } from './externalData.js';
import type { OnnxModel } from './graph.js';

/** An ONNX file with its external data, read and checked for completeness. */
export interface OnnxFiles {
  readonly model: OnnxModel;
  /** SHA-256 of the ONNX file and its external data. */
  readonly sha256: string;
}

/**
 * Reads a model, which must fit in half of `memoryBytes`. Throws `UserError` if the file is truncated, incomplete, too large, or
 * of an unsupported opset.
 */
export function readOnnxFiles(file: string, memoryBytes?: number): OnnxFiles {
  const { size } = statSync(file);
  checkMessageSize(file, size);
  const reserve = openSizeLimit(file, memoryBytes);
  reserve(size);
  const bytes = readFileSync(file);
  const external = openExternalData(file, reserve);
  const model = buildModel({ file, external }, decodeModel(file, bytes));
  const hash = createHash('sha256').update(bytes);
  for (const path of external.files().sort()) addFile(hash, path);
  return { model, sha256: hash.digest('hex') };
}

/** Read in parts, because the file may be as large as memory. */
function addFile(hash: Hash, path: string): void {
  const part = new Uint8Array(2 ** 20);
  const file = openSync(path, 'r');
  try {
    for (let got = readSync(file, part); got > 0; got = readSync(file, part)) hash.update(part.subarray(0, got));
  } finally {
    closeSync(file);
  }
}
