import { freemem } from 'node:os';
import { UserError } from '../base/errors.js';

/** Maximum size of a protocol buffers message. */
const messageBytes = 2 ** 31 - 1;

/**
 * Counts the bytes of a model's files. Throws `UserError`, naming `file`, before more than half of `memoryBytes` is read, by
 * default the free memory: weights are in memory twice, in the files' bytes and on the backend.
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

/** Throws `UserError` for a file that is too large for a protocol buffers message. */
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
