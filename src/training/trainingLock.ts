import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { UserError } from '../base/errors.js';
import { isAlive } from '../base/isAlive.js';

/** A process that trains. */
export interface Trainer {
  readonly pid: number;
  readonly host: string;
}

/**
 * Keeps other processes from training onto the same checkpoint, by a file beside it. Returns a function that ends this. A file
 * left by a killed process of this machine counts for nothing. Throws `UserError`, naming the process, if one trains already.
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
    throw error;
  }
  return () => rmSync(file, { force: true });
}

/** The process that trains onto a checkpoint; null if none does. Processes of other machines cannot be seen and count as running. */
export function trainerOf(checkpointFile: string): Trainer | null {
  const file = lockOf(checkpointFile);
  if (!existsSync(file)) return null;
  const match = /^\{"pid":(\d+),"host":"([^"]*)"\}$/.exec(readFileSync(file, 'utf8'));
  if (match === null) return { pid: 0, host: 'an unknown machine' };
  const trainer = { pid: Number(match[1]), host: match[2]! };
  const isGone = trainer.host === hostname() && (trainer.pid === process.pid || !isAlive(trainer.pid));
  return isGone ? null : trainer;
}

/** Such as `process 123`, with the machine if it is another one. */
export function trainerText({ pid, host }: Trainer): string {
  return host === hostname() ? `process ${pid}` : `process ${pid} on ${host}`;
}

function lockOf(checkpointFile: string): string {
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
