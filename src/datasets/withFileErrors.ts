import { UserError } from '../base/errors.js';

/** Runs file operations; file system errors (no permission, disk full) become a `UserError` that names the file. */
export async function withFileErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code, syscall, path, message } = error as NodeJS.ErrnoException;
    if (syscall === undefined) throw error;
    const remedy = code === 'ENOSPC' || code === 'EDQUOT' ? 'free some space' : 'check the path and its permissions';
    throw new UserError({
      where: path ?? syscall,
      expected: 'a file or folder that can be used',
      found: message,
      remedy,
    });
  }
}
