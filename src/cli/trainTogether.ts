import { type ChildProcess, spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { exitCodes } from '../base/exitCodes.js';
import { headLines } from './headLines.js';
import { onStopSignal } from './stopSignals.js';

/**
 * Trains several recipes, as many at a time as there are cores, each in a process of its own: one network's steps depend
 * on each other, two networks' do not, so that this uses every core fully and changes no result. Every line is headed by
 * its recipe. Returns the highest exit code. Ctrl-C reaches all of them through the terminal.
 */
export async function trainTogether(files: readonly string[], flags: readonly string[]): Promise<number> {
  const waiting = [...files];
  const codes: number[] = [];
  const children = new Set<ChildProcess>();
  const lane = async () => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      const code = await trainOne(file, { flags, children });
      codes.push(code);
      if (code === exitCodes.interrupted) waiting.length = 0;
    }
  };
  // The children end by themselves, with their checkpoints written.
  const release = onStopSignal(() => {
    waiting.length = 0;
    for (const child of children) child.kill('SIGINT');
  });
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), files.length) }, lane));
  release();
  return Math.max(...codes);
}

interface Siblings {
  readonly flags: readonly string[];
  /** Those at work. */
  readonly children: Set<ChildProcess>;
}

function trainOne(file: string, { flags, children }: Siblings): Promise<number> {
  return new Promise((resolve, reject) => {
    const words = [process.argv[1]!, 'train', file, ...flags];
    const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'pipe'] });
    children.add(child);
    headLines(child.stdout, process.stdout, file);
    headLines(child.stderr, process.stderr, file);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      children.delete(child);
      resolve(code ?? (signal === 'SIGINT' ? exitCodes.interrupted : exitCodes.incomplete));
    });
  });
}
