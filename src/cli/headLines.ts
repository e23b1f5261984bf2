import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** Passes a child's output on, each line headed by what it is of. */
export function headLines(from: Readable, to: NodeJS.WritableStream, head: string): void {
  createInterface({ input: from }).on('line', (line) => to.write(`${head}: ${line}\n`));
}
