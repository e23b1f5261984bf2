import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { UserError } from './errors.js';

let counter = 0;

/**
 * Writes a file whole or not at all: aside in the same folder, flushed to the disk, then renamed. Makes the folder.
 * Throws `UserError` if the place cannot be written to or the disk is full; an older file then stays as it was.
 */
export function writeWhole(path: string, content: string | Uint8Array): void {
  const aside = `${path}.${process.pid}.${counter++}.part`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    const file = openSync(aside, 'w');
    try {
      const bytes = typeof content === 'string' ? Buffer.from(content) : content;
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(aside, path);
  } catch (error) {
    if (existsSync(aside)) rmSync(aside);
    throw new UserError({
      where: path,
      expected: 'a place that can be written to',
      found: error instanceof Error ? error.message : String(error),
      remedy: 'free some space, or name another folder',
    });
  }
}
