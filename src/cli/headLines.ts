import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** Passes a child's output on, each line headed by a name. */
export function headLines(from: Readable, to: NodeJS.WritableStream, head: string): void {
  createInterface({ input: from }).on('line', (line) => to.write(`${head}: ${line}\n`));
}
