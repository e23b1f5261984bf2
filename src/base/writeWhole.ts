import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { UserError } from './errors.js';

/** Containers on different machines often have the same process id. */
const processToken = randomBytes(4).toString('hex');
let counter = 0;

/**
 * Writes a file atomically: to a temporary file in the same folder, flushed to disk, then renamed. Creates the folder. Throws
 * `UserError` if the path is not writable or the disk is full; an existing file is then unchanged.
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

/** A written and flushed temporary file that has not yet been renamed to its final path. */
export interface StagedFile {
  /** Renames the file to its final path. On failure throws `UserError` and removes the temporary file. */
  readonly place: () => void;
  readonly discard: () => void;
}

/**
 * Writes a temporary file and flushes it in the background, so that many files can be flushed together and then renamed together.
 * The content is copied before the function returns. Rejects with `UserError` if the path is not writable.
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
  return `${path}.${process.pid}.${processToken}${counter++}.part`;
}

/** Descriptor of a new, unflushed file with this content. */
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
    found: foundOf(path, error),
    remedy: remedyOf(error),
  });
}

/** The path itself if it exists, else the nearest folder above it that does. */
export function nearestExisting(path: string): string {
  const above = dirname(path);
  return existsSync(path) || above === path ? path : nearestExisting(above);
}

/** What is in the way, if something is, else the system's message, which may name the temporary file. */
function foundOf(path: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? ` (${error.code})` : '';
  const nearest = nearestExisting(path);
  const isFolder = statSync(nearest, { throwIfNoEntry: false })?.isDirectory() ?? true;
  if (nearest === path && isFolder) return `a folder of that name${code}`;
  if (nearest !== path && !isFolder) return `${nearest}, a file and no folder${code}`;
  return error instanceof Error ? error.message : String(error);
}

/** The remedy: free space on a full disk, else another path or permissions. */
function remedyOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  const full = code === 'ENOSPC' || code === 'EDQUOT';
  return full
    ? 'free some space, or name another folder'
    : 'check the path and its permissions, or name another folder';
}
