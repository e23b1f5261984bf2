import type { ChildProcess } from 'node:child_process';
import { dirname, join } from 'node:path';
import { errorsOf, type UserError, UserErrors } from '../base/errors.js';
import { exitCodes } from '../base/exitCodes.js';
import { lockOf, trainerText } from '../training/trainingLock.js';
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
  const files = new Map(atStart.map(({ file, recipe }) => [recipe.name, file]));
  let stopped = false;
  const next = () => {
    if (stopped || running.size >= jobs) return undefined;
    const { queue, faults: unread } = readReadableQueue(paths);
    for (const { message } of unread) {
      if (!said.has(message)) process.stderr.write(`${message}\n`);
      said.add(message);
    }
    for (const { file, recipe } of queue) files.set(recipe.name, file);
    return queue.find((training) => isOpen(training) && !taken.has(training.file) && isReady(training, queue, files));
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
  if (taken.size > 0) printText(queueTable(queue));
  if (stopped) process.stderr.write('Interrupted; the checkpoints are kept. The same command resumes from them.\n');
  const skipped = queue
    .filter(({ file }) => !failed.has(file))
    .flatMap((each) => whyUntrained(each, { files, stopped }));
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
  return queue.flatMap(({ stage, trainer }) =>
    stage.kind === 'blocked' && trainer === null ? errorsOf(stage.error) : [],
  );
}

function isOpen({ stage, trainer }: QueuedTraining): boolean {
  return trainer === null && (stage.kind === 'waiting' || stage.kind === 'begun');
}

/**
 * Whether the model that a training starts from is there, or none of the queue's. `files` are all recipes that the queue had, by name: one
 * that cannot be read at the moment is not yet trained. A model of another version of its recipe is taken as it is.
 */
function isReady(
  { recipe }: QueuedTraining,
  queue: readonly QueuedTraining[],
  files: ReadonlyMap<string, string>,
): boolean {
  if (recipe.startFrom === null || !files.has(recipe.startFrom)) return true;
  const base = queue.find((other) => other.recipe.name === recipe.startFrom);
  return base?.trainer === null && (base.stage.kind === 'finished' || base.stage.kind === 'changed');
}

/** Lines about a training without a model of its recipe, although none failed; what is left after a stop needs none. */
function whyUntrained(
  { file, recipe, stage, trainer }: QueuedTraining,
  { files, stopped }: { readonly files: ReadonlyMap<string, string>; readonly stopped: boolean },
): string[] {
  if (stage.kind === 'finished') return [];
  if (trainer !== null) {
    const way = `if that process is gone, remove ${lockOf(checkpointOf(recipe))}`;
    return [`${file} was skipped: it is in training in ${trainerText(trainer)}; ${way}.\n`];
  }
  if (stage.kind === 'changed') {
    const folder = modelFolder(recipe);
    const record = join(folder, 'training.json');
    return [`${file} was skipped: ${record} belongs to another recipe; remove ${folder} to train again.\n`];
  }
  if (stage.kind === 'unreadable' || stage.kind === 'blocked') return [`${stage.error.message}\n`];
  if (stopped) return [];
  const base = files.get(recipe.startFrom ?? '');
  const why = base === undefined ? '' : `: it starts from ${recipe.startFrom}, and ${base} has no finished model`;
  return [`${file} was not trained${why}.\n`];
}
