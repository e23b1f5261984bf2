import { type ChildProcess, spawn } from 'node:child_process';
import { exitCodes } from '../base/exitCodes.js';
import { headLines } from './headLines.js';

interface ChildOptions {
  /** Stands before each line that the training prints. */
  readonly head: string;
  /** Of a process group of its own, which the terminal's Ctrl-C does not reach. */
  readonly detached: boolean;
  /** Running children; this one is among them until it ends. */
  readonly children: Set<ChildProcess>;
}

/** How a training's process ended. */
export interface ChildEnd {
  readonly code: number;
  /** What ended it from outside, other than Ctrl-C; null if it ended by itself. */
  readonly signal: NodeJS.Signals | null;
}

/** Runs `rapa train` with these words in a separate process and waits for its end. */
export function trainChild(words: readonly string[], { head, detached, children }: ChildOptions): Promise<ChildEnd> {
  return new Promise((resolve, reject) => {
    const command = [process.argv[1]!, 'train', ...words];
    const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'pipe'], detached });
    children.add(child);
    headLines(child.stdout, process.stdout, head);
    headLines(child.stderr, process.stderr, head);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      children.delete(child);
      if (signal === 'SIGINT') resolve({ code: exitCodes.interrupted, signal: null });
      else resolve({ code: code ?? exitCodes.incomplete, signal });
    });
  });
}

/** What to say of a training that a signal ended; `next` resumes it. */
export function endedText(file: string, signal: NodeJS.Signals, next: string): string {
  const cause = signal === 'SIGKILL' || signal === 'SIGABRT' ? ', for example for lack of memory' : '';
  return `${file} was ended by ${signal}${cause}; ${next} continues from its checkpoint.\n`;
}
