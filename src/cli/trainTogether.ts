import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { headLines } from './headLines.js';

/**
 * Trains several recipes, as many at a time as there are cores, each in a process of its own: one network's steps depend
 * on each other, two networks' do not, so that this uses every core fully and changes no result. Every line is headed by
 * its recipe. Returns the highest exit code. Ctrl-C reaches all of them through the terminal.
 */
export async function trainTogether(files: readonly string[], flags: readonly string[]): Promise<number> {
  const waiting = [...files];
  const codes: number[] = [];
  const lane = async () => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      const code = await trainOne(file, flags);
      codes.push(code);
      if (code === 130) waiting.length = 0;
    }
  };
  const stay = () => {}; // the children end by themselves, with their checkpoints written
  process.on('SIGINT', stay);
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), files.length) }, lane));
  process.removeListener('SIGINT', stay);
  return Math.max(...codes);
}

function trainOne(file: string, flags: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const words = [process.argv[1]!, 'train', file, ...flags];
    const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'pipe'] });
    headLines(child.stdout, process.stdout, file);
    headLines(child.stderr, process.stderr, file);
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 3)));
  });
}
