import { UserError } from '../base/errors.js';

/** Does some work with files; what the file system refuses (no permission, disk full) becomes a `UserError` naming the file. */
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
