import { closeSync, existsSync, fsync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { UserError } from './errors.js';

let counter = 0;

/**
 * Writes a file whole or not at all: aside in the same folder, flushed to the disk, then renamed. Makes the folder.
 * Throws `UserError` if the place cannot be written to or the disk is full; an older file then stays as it was.
 */
export function writeWhole(path: string, content: string | Uint8Array): void {
  const aside = nameAside(path);
  try {
    const file = writeAside(aside, content);
    try {
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(aside, path);
  } catch (error) {
    throw afterFault(path, aside, error);
  }
}

/** A file that is written and flushed, but stands aside until it is put in its place. */
export interface StagedFile {
  /** Takes the place at once. Throws `UserError` if it cannot; nothing is left aside then. */
  readonly place: () => void;
  readonly discard: () => void;
}

/**
 * Writes a file aside, flushed in the background, so that many files wait for the disk together and then take their places
 * together. The content has been taken over on return. Rejects with `UserError` if the place cannot be written to.
 */
export async function stageWhole(path: string, content: string | Uint8Array): Promise<StagedFile> {
  const aside = nameAside(path);
  try {
    const file = writeAside(aside, content);
    try {
      await promisify(fsync)(file);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw afterFault(path, aside, error);
  }
  return {
    place: () => {
      try {
        renameSync(aside, path);
      } catch (error) {
        throw afterFault(path, aside, error);
      }
    },
    discard: () => rmSync(aside, { force: true }),
  };
}

function nameAside(path: string): string {
  return `${path}.${process.pid}.${counter++}.part`;
}

/** Descriptor of a new file with this content, not yet flushed. */
function writeAside(aside: string, content: string | Uint8Array): number {
  mkdirSync(dirname(aside), { recursive: true });
  const file = openSync(aside, 'w');
  try {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    return file;
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

function afterFault(path: string, aside: string, error: unknown): UserError {
  if (existsSync(aside)) rmSync(aside);
  return new UserError({
    where: path,
    expected: 'a writable path',
    found: error instanceof Error ? error.message : String(error),
    remedy: remedyOf(error),
  });
}

/** The remedy: free space on a full disk, else another path or other rights. */
function remedyOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  const full = code === 'ENOSPC' || code === 'EDQUOT';
  return full
    ? 'free some space, or name another folder'
    : 'check the path and its permissions, or name another folder';
}
