import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { errorsOf, type UserError, UserErrors } from '../base/errors.js';
import { exitCodes } from '../base/exitCodes.js';
import { modelFolder, type QueuedTraining, readTrainingQueue } from '../training/trainingQueue.js';
import { headLines } from './headLines.js';
import { queueTable } from './queueTable.js';
import { onStopSignal } from './stopSignals.js';
import { printText } from './terminal.js';

/**
 * Trains the rest of a queue, `jobs` at a time, each in a separate process that resumes from its checkpoint. The queue is read
 * again before each training, so that recipes can be added. A failing training is reported and skipped. Ctrl-C and SIGTERM stop
 * all after writing checkpoints. Returns the exit code: 3 if a training failed or a model
 * belongs to another recipe. Throws `UserError` or `UserErrors` if a record cannot be read at the start; later such a training is skipped and reported.
 */
export async function trainQueue(
  paths: readonly string[],
  { jobs, flags }: { readonly jobs: number; readonly flags: readonly string[] },
): Promise<number> {
  const atStart = readTrainingQueue(paths);
  const faults = unreadableRecords(atStart);
  if (faults.length > 0) throw new UserErrors(faults);
  printText(queueTable(atStart));
  const children = new Set<ReturnType<typeof spawn>>();
  const taken = new Set<string>();
  const failed: string[] = [];
  let stopped = false;
  const stop = () => {
    stopped = true;
    for (const child of children) child.kill('SIGINT');
  };
  const lane = async () => {
    for (;;) {
      const next = stopped ? undefined : readTrainingQueue(paths).find((training) => isLeft(training, taken));
      if (next === undefined) return;
      taken.add(next.file);
      const code = await trainOne(next, flags, children);
      if (code === exitCodes.interrupted) stopped = true;
      else if (code !== exitCodes.pass) failed.push(next.file);
    }
  };
  const release = onStopSignal(stop);
  await Promise.all(Array.from({ length: jobs }, lane));
  release();
  const queue = readTrainingQueue(paths);
  printText(queueTable(queue));
  if (stopped) process.stderr.write('Interrupted; the checkpoints are kept. The same command resumes from them.\n');
  for (const file of failed) process.stderr.write(`${file} failed; see the message above.\n`);
  const changed = queue.filter(({ stage }) => stage.kind === 'changed');
  for (const { file, recipe } of changed) {
    const folder = modelFolder(recipe);
    process.stderr.write(
      `${file} was skipped: ${join(folder, 'training.json')} belongs to another recipe; remove ${folder} to train again.\n`,
    );
  }
  const broken = unreadableRecords(queue);
  for (const { message } of broken) process.stderr.write(`${message}\n`);
  if (stopped) return exitCodes.interrupted;
  return failed.length + changed.length + broken.length > 0 ? exitCodes.incomplete : exitCodes.pass;
}

/** What is wrong with the records that cannot be read. */
export function unreadableRecords(queue: readonly QueuedTraining[]): UserError[] {
  return queue.flatMap(({ stage }) => (stage.kind === 'unreadable' ? errorsOf(stage.error) : []));
}

function isLeft({ file, stage }: QueuedTraining, taken: ReadonlySet<string>): boolean {
  return !taken.has(file) && (stage.kind === 'waiting' || stage.kind === 'begun');
}

function trainOne(
  { file, recipe }: QueuedTraining,
  flags: readonly string[],
  children: Set<ReturnType<typeof spawn>>,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const words = [process.argv[1]!, 'train', file, '--resume', ...flags];
    // Detached, so that the terminal's Ctrl-C reaches only the queue, which forwards it once.
    const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    children.add(child);
    headLines(child.stdout, process.stdout, recipe.name);
    headLines(child.stderr, process.stderr, recipe.name);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      children.delete(child);
      resolve(code ?? (signal === 'SIGINT' ? exitCodes.interrupted : exitCodes.incomplete));
    });
  });
}
