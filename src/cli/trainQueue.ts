import type { ChildProcess } from 'node:child_process';
import { dirname, join } from 'node:path';
import { errorsOf, type UserError, UserErrors } from '../base/errors.js';
import { exitCodes } from '../base/exitCodes.js';
import { trainerText } from '../training/trainingLock.js';
import {
  checkpointOf,
  modelFolder,
  type QueuedTraining,
  readReadableQueue,
  readTrainingQueue,
} from '../training/trainingQueue.js';
import { ensureCreatable } from './ensureWritable.js';
import { queueTable } from './queueTable.js';
import { onStopSignal } from './stopSignals.js';
import { printText } from './terminal.js';
import { endedText, trainChild } from './trainChild.js';

/**
 * Trains the rest of a queue, `jobs` at a time, each in a separate process that resumes from its checkpoint. The queue is read
 * again before each training, so that recipes can be added; what cannot be read then is reported and left out. A recipe that starts
 * from another one's model waits for it. A failing training is reported and skipped, and so is one that another process trains.
 * Ctrl-C and SIGTERM stop all after writing checkpoints. Returns the exit code: 3 if anything was left untrained. Throws
 * `UserError` or `UserErrors` if a recipe or a record cannot be read at the start, or a place cannot be written.
 */
export async function trainQueue(
  paths: readonly string[],
  { jobs, flags }: { readonly jobs: number; readonly flags: readonly string[] },
): Promise<number> {
  const atStart = readTrainingQueue(paths);
  const faults = unreadableRecords(atStart);
  if (faults.length > 0) throw new UserErrors(faults);
  const places = atStart.filter(isOpen).flatMap(({ recipe }) => [modelFolder(recipe), dirname(checkpointOf(recipe))]);
  for (const place of new Set(places)) ensureCreatable(place);
  printText(queueTable(atStart));
  const children = new Set<ChildProcess>();
  const running = new Map<string, Promise<void>>();
  const taken = new Set<string>();
  const failed = new Map<string, string>();
  const said = new Set<string>();
  let stopped = false;
  const next = () => {
    if (stopped || running.size >= jobs) return undefined;
    const { queue, faults: unread } = readReadableQueue(paths);
    for (const { message } of unread) {
      if (!said.has(message)) process.stderr.write(`${message}\n`);
      said.add(message);
    }
    return queue.find((training) => isOpen(training) && !taken.has(training.file) && isReady(training, queue));
  };
  const train = async ({ file, recipe }: QueuedTraining) => {
    const words = [file, '--resume', '--queued', ...flags];
    const { code, signal } = await trainChild(words, { head: recipe.name, detached: true, children });
    running.delete(file);
    if (code === exitCodes.interrupted) stopped = true;
    else if (signal !== null) failed.set(file, endedText(file, signal, 'the same command'));
    else if (code !== exitCodes.pass) failed.set(file, `${file} failed; see the message above.\n`);
  };
  const release = onStopSignal(() => {
    stopped = true;
    for (const child of children) child.kill('SIGINT');
  });
  for (let training = next(); training !== undefined || running.size > 0; training = next()) {
    if (training === undefined) {
      await Promise.race(running.values());
    } else {
      taken.add(training.file);
      running.set(training.file, train(training));
    }
  }
  release();
  const { queue, faults: left } = readReadableQueue(paths);
  printText(queueTable(queue));
  if (stopped) process.stderr.write('Interrupted; the checkpoints are kept. The same command resumes from them.\n');
  const skipped = queue.filter(({ file }) => !failed.has(file)).flatMap((each) => whyUntrained(each, queue, stopped));
  const lines = [...failed.values(), ...skipped, ...left.map(({ message }) => `${message}\n`)];
  for (const line of lines) process.stderr.write(line);
  if (stopped) return exitCodes.interrupted;
  return lines.length > 0 ? exitCodes.incomplete : exitCodes.pass;
}

/** What is wrong with the records that cannot be read. */
export function unreadableRecords(queue: readonly QueuedTraining[]): UserError[] {
  return queue.flatMap(({ stage }) => (stage.kind === 'unreadable' ? errorsOf(stage.error) : []));
}

/** What is wrong with the checkpoints that cannot be resumed from. */
export function unusableCheckpoints(queue: readonly QueuedTraining[]): UserError[] {
  return queue.flatMap(({ stage }) => (stage.kind === 'blocked' ? errorsOf(stage.error) : []));
}

function isOpen({ stage, trainer }: QueuedTraining): boolean {
  return trainer === null && (stage.kind === 'waiting' || stage.kind === 'begun');
}

/** The training in the queue whose model another one starts from. */
function baseOf({ recipe }: QueuedTraining, queue: readonly QueuedTraining[]): QueuedTraining | undefined {
  return queue.find((other) => other.recipe.name === recipe.startFrom);
}

function isReady(training: QueuedTraining, queue: readonly QueuedTraining[]): boolean {
  const base = baseOf(training, queue);
  return base === undefined || base.stage.kind === 'finished';
}

/** Lines about a training without a model of its recipe, although none failed; what is left after a stop needs none. */
function whyUntrained(training: QueuedTraining, queue: readonly QueuedTraining[], stopped: boolean): string[] {
  const { file, recipe, stage, trainer } = training;
  if (stage.kind === 'finished') return [];
  if (stage.kind === 'changed') {
    const folder = modelFolder(recipe);
    const record = join(folder, 'training.json');
    return [`${file} was skipped: ${record} belongs to another recipe; remove ${folder} to train again.\n`];
  }
  if (stage.kind === 'unreadable' || stage.kind === 'blocked') return [`${stage.error.message}\n`];
  if (trainer !== null) return [`${file} was skipped: it is in training in ${trainerText(trainer)}.\n`];
  if (stopped) return [];
  const base = baseOf(training, queue);
  const why = base === undefined ? '' : `: it starts from ${recipe.startFrom}, and ${base.file} has no finished model`;
  return [`${file} was not trained${why}.\n`];
}
