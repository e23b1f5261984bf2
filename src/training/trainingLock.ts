import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname, uptime } from 'node:os';
import { dirname } from 'node:path';
import { UserError } from '../base/errors.js';
import { isAlive } from '../base/isAlive.js';

/** A lock is filled within moments; clocks may differ a little. */
const surelyFilledMs = 60_000;

/** A process that trains. */
export interface Trainer {
  readonly pid: number;
  readonly host: string;
}

/**
 * Keeps other processes from training onto the same checkpoint, by a file beside it. Returns a function that ends this. A file
 * left by a killed process of this machine counts for nothing. Throws `UserError`, naming the process, if one trains already, or if
 * the file cannot be written.
 */
export function lockTraining(checkpointFile: string): () => void {
  const file = lockOf(checkpointFile);
  mkdirSync(dirname(file), { recursive: true });
  if (existsSync(file) && trainerOf(checkpointFile) === null) rmSync(file, { force: true });
  const self: Trainer = { pid: process.pid, host: hostname() };
  try {
    writeFileSync(file, JSON.stringify(self), { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw inTraining(checkpointFile);
    rmSync(file, { force: true }); // it may have been created and not filled, on a full disk
    const [expected, remedy] = ['a place where the lock can be written', 'free some space, or check its permissions'];
    throw new UserError({ where: file, expected, found: (error as Error).message, remedy });
  }
  return () => rmSync(file, { force: true });
}

/**
 * The process that trains onto a checkpoint; null if none does. Processes of other machines cannot be seen and count as running; a file
 * older than this machine's start, or one that was never filled, does not.
 */
export function trainerOf(checkpointFile: string): Trainer | null {
  const file = lockOf(checkpointFile);
  const status = statSync(file, { throwIfNoEntry: false });
  if (status === undefined) return null;
  const match = /^\{"pid":(\d+),"host":"([^"]*)"\}$/.exec(readFileSync(file, 'utf8'));
  const age = Date.now() - status.mtimeMs;
  if (match === null) return age > surelyFilledMs ? null : { pid: 0, host: 'an unknown machine' };
  const trainer = { pid: Number(match[1]), host: match[2]! };
  if (trainer.host !== hostname()) return trainer;
  const isGone = trainer.pid === process.pid || !isAlive(trainer.pid) || age > 1000 * uptime() + surelyFilledMs;
  return isGone ? null : trainer;
}

/** Such as `process 123`, with the machine if it is another one. */
export function trainerText({ pid, host }: Trainer): string {
  return host === hostname() ? `process ${pid}` : `process ${pid} on ${host}`;
}

/** The lock beside a checkpoint. */
export function lockOf(checkpointFile: string): string {
  return `${checkpointFile}.lock`;
}

function inTraining(checkpointFile: string): UserError {
  const trainer = trainerOf(checkpointFile);
  return new UserError({
    where: checkpointFile,
    expected: 'a checkpoint onto which no other process trains',
    found: trainer === null ? 'one that has just ended' : `training in ${trainerText(trainer)}`,
    remedy: `wait for it or stop it, then give the same command; if it is gone, remove ${lockOf(checkpointFile)}`,
  });
}
