import { freemem } from 'node:os';
import { UserError } from '../base/errors.js';

/** Protocol buffers' own limit for a message. */
const messageBytes = 2 ** 31 - 1;

/**
 * Counts the bytes that a model's files take. Throws `UserError`, naming `file`, before more would be read than half of
 * `memoryBytes`, by default what is free: weights lie once in the files' bytes and once where the backend computes.
 */
export function openSizeLimit(file: string, memoryBytes: number = freemem()): (bytes: number) => void {
  const limitBytes = Math.floor(memoryBytes / 2);
  let taken = 0;
  return (bytes) => {
    taken += bytes;
    if (taken <= limitBytes) return;
    throw new UserError({
      where: file,
      expected: `a model of at most ${megabytes(limitBytes)}, half of the memory that one worker may take`,
      found: `${megabytes(taken)} or more`,
      remedy: 'raise --memory, take fewer --workers, or a smaller model',
    });
  };
}

/** Throws `UserError` for a file that protocol buffers cannot hold in one message. */
export function checkMessageSize(file: string, bytes: number): void {
  if (bytes <= messageBytes) return;
  throw new UserError({
    where: file,
    expected: 'an ONNX file below 2 GiB, as protocol buffers allow',
    found: megabytes(bytes),
    remedy: 'export with torch.onnx.export(..., external_data=True): weights then lie beside it',
  });
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)} MB`;
}
