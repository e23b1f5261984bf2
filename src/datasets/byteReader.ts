/** The stream ended before the requested bytes. */
export class EndOfBytes extends Error {
  override readonly name = 'EndOfBytes';
}

/** Reads a stream of chunks in portions of requested length. */
export interface ByteReader {
  /** The next `length` bytes; throws `EndOfBytes` if there are fewer. Valid until the chunks are released. */
  take(length: number): Promise<Buffer>;
  /** Reads to the end, so that a decompressing stream checks its checksum, and returns the number of skipped bytes. */
  drain(): Promise<number>;
  /** Closes the stream. */
  close(): Promise<void>;
}

/** Reads chunk by chunk: memory holds only the current chunks and the requested portion. */
export function byteReader(chunks: AsyncIterable<Buffer>): ByteReader {
  const iterator = chunks[Symbol.asyncIterator]();
  let held: Buffer = Buffer.alloc(0);
  const take = async (length: number) => {
    const parts = [held];
    let have = held.length;
    while (have < length) {
      const next = await iterator.next();
      if (next.done) throw new EndOfBytes(`${length - have} bytes short`);
      parts.push(next.value);
      have += next.value.length;
    }
    const bytes = parts.length === 1 ? held : Buffer.concat(parts);
    held = bytes.subarray(length);
    return bytes.subarray(0, length);
  };
  const drain = async () => {
    let passed = held.length;
    held = Buffer.alloc(0);
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) passed += next.value.length;
    return passed;
  };
  return { take, drain, close: async () => void (await iterator.return?.()) };
}
