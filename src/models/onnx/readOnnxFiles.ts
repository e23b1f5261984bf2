import { createHash, type Hash } from 'node:crypto';
import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { checkMessageSize, openSizeLimit } from '../sizeLimit.js';
import { buildModel } from './buildGraph.js';
import { decodeModel } from './decodeModel.js';
import { openExternalData } from './externalData.js';
import type { OnnxModel } from './graph.js';

/** An ONNX file and what lies beside it, read and found whole. */
export interface OnnxFiles {
  readonly model: OnnxModel;
  /** Of the ONNX file and the files of its external data. */
  readonly sha256: string;
}

/** Reads a model that half of `memoryBytes` must hold. Throws `UserError` for a file that is cut off, too large, of an unknown opset, or not whole. */
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

/** A part at a time: the file may be as large as memory. */
function addFile(hash: Hash, path: string): void {
  const part = new Uint8Array(2 ** 20);
  const file = openSync(path, 'r');
  try {
    for (let got = readSync(file, part); got > 0; got = readSync(file, part)) hash.update(part.subarray(0, got));
  } finally {
    closeSync(file);
  }
}
