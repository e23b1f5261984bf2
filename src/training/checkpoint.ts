import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { UserError } from '../base/errors.js';
import { relativePath } from '../base/relativePath.js';
import { sha256 } from '../base/stableHash.js';
import { writeWhole } from '../base/writeWhole.js';
import type { EpochRecord } from '../contract/trainingRecord.js';

/** What a training was asked to do. */
export interface TrainingOrigin {
  /** Hash of the recipe alone, which can be compared without the data. */
  readonly recipe: string;
  /** The model folder to write, relative to the checkpoint's folder. */
  readonly output: string;
  /** `--fresh`: a finished model in that folder is to be replaced. */
  readonly replaces: boolean;
}

/** The state from which training resumes. */
export interface TrainingState {
  /** Hash of the recipe and its training data. */
  readonly recipeSha256: string;
  /** Epoch, from 0, and number of finished steps in it. */
  readonly epoch: number;
  readonly step: number;
  /** Running sums over the images of the epoch so far. */
  readonly lossSum: number;
  readonly errors: number;
  readonly history: readonly EpochRecord[];
  readonly durationMs: number;
  /** Absent in checkpoints of older versions. */
  readonly origin?: TrainingOrigin;
}

/** Weights and optimiser state in a fixed order. */
export type TrainingTensors = readonly Float32Array[];

/** Writes state and tensors atomically to one file; the last 32 bytes are the SHA-256 of the rest. */
export function writeCheckpoint(file: string, state: TrainingState, tensors: TrainingTensors): void {
  const header = Buffer.from(JSON.stringify({ ...state, lengths: tensors.map((tensor) => tensor.length) }));
  const size = Buffer.alloc(4);
  size.writeUInt32LE(header.length);
  const floats = tensors.map((tensor) => Buffer.from(tensor.buffer, tensor.byteOffset, tensor.byteLength));
  const body = Buffer.concat([size, header, ...floats]);
  writeWhole(file, Buffer.concat([body, Buffer.from(sha256(body), 'hex')]));
}

/** A model folder as checkpoints note it: both may be moved together. */
export function outputFrom(checkpointFile: string, output: string): string {
  return relativePath(dirname(checkpointFile), output);
}

/** Throws `UserError` if the path of a checkpoint is that of a folder. */
export function refuseFolder(file: string): void {
  if (!existsSync(file) || !statSync(file).isDirectory()) return;
  throw new UserError({
    where: file,
    expected: 'a checkpoint, which is a file, or nothing yet',
    found: 'a folder',
    remedy: 'move the folder away, or name another file with --checkpoint',
  });
}

/** Reads the file of `writeCheckpoint`; null if it does not exist. Throws `UserError` if it is a folder or its checksum is wrong. */
export function readCheckpoint(file: string): { state: TrainingState; tensors: TrainingTensors } | null {
  if (!existsSync(file)) return null;
  refuseFolder(file);
  const bytes = readFileSync(file);
  const body = bytes.subarray(0, Math.max(0, bytes.length - 32));
  if (bytes.length < 36 || sha256(body) !== bytes.subarray(-32).toString('hex')) {
    throw new UserError({
      where: file,
      expected: 'a checkpoint with a matching checksum',
      found: `${bytes.length} bytes that do not match`,
      remedy: `start over: remove ${file}, or add --fresh`,
    });
  }
  const headerEnd = 4 + body.readUInt32LE(0);
  const { lengths, ...state } = JSON.parse(body.toString('utf8', 4, headerEnd)) as TrainingState & {
    lengths: number[];
  };
  let at = headerEnd;
  const tensors = lengths.map((length) => {
    const copy = new Float32Array(length);
    new Uint8Array(copy.buffer).set(body.subarray(at, at + 4 * length));
    at += 4 * length;
    return copy;
  });
  return { state, tensors };
}
