import { existsSync, lstatSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive } from './isAlive.js';

/** Temporary files exist only for moments; younger ones may belong to a running process on another machine. */
const surelyLeftMs = 60_000;

/** Removes temporary files that killed `writeWhole` processes left in a folder; subfolders are not searched. */
export function sweepParts(folder: string): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const pid = /\.(\d+)\.[0-9a-f]+\.part$/.exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    const path = join(folder, name);
    const age = Date.now() - (lstatSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > surelyLeftMs) rmSync(path, { force: true });
  }
}
