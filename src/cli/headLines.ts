import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** Forwards a child's output with a name before each line. */
export function headLines(from: Readable, to: NodeJS.WritableStream, head: string): void {
  createInterface({ input: from }).on('line', (line) => to.write(`${head}: ${line}\n`));
}
