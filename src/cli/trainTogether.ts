import type { ChildProcess } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { exitCodes } from '../base/exitCodes.js';
import { onStopSignal } from './stopSignals.js';
import { endedText, trainChild } from './trainChild.js';

/**
 * Trains several recipes, one per core, each in a separate process. Steps of one network are sequential, but networks are
 * independent, so this uses every core and changes no result. Every line starts with its recipe. Returns the highest exit code.
 * Ctrl-C reaches all of them through the terminal.
 */
export async function trainTogether(files: readonly string[], flags: readonly string[]): Promise<number> {
  const waiting = [...files];
  const codes: number[] = [];
  const children = new Set<ChildProcess>();
  const lane = async () => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      const { code, signal } = await trainChild([file, ...flags], { head: file, detached: false, children });
      const again = `the same command with --resume${flags.includes('--fresh') ? ' instead of --fresh' : ''}`;
      if (signal !== null) process.stderr.write(endedText(file, signal, again));
      codes.push(code);
      if (code === exitCodes.interrupted) waiting.length = 0;
    }
  };
  // The children write their checkpoints and exit.
  const release = onStopSignal(() => {
    waiting.length = 0;
    for (const child of children) child.kill('SIGINT');
  });
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), files.length) }, lane));
  release();
  return Math.max(...codes);
}
