import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UserError } from '../base/errors.js';
import { stageWhole } from '../base/writeWhole.js';
import { type Store, StoreFull } from './store.js';

/**
 * A store in a folder that all machines see. Objects are written to temporary files, flushed and renamed, which is atomic on a
 * local file system and on NFS.
 */
export function folderStore(folder: string): Store {
  const fileOf = (name: string) => join(folder, ...name.split('/'));
  return {
    place: folder,
    get: async (name) => {
      try {
        return await readFile(fileOf(name));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
        throw error;
      }
    },
    put: async (name, bytes, { replace = false } = {}) => {
      const file = fileOf(name);
      if (!replace && existsSync(file)) return;
      try {
        (await stageWhole(file, bytes)).place();
      } catch (error) {
        if (error instanceof UserError && /ENOSPC|EDQUOT/.test(error.parts.found))
          throw new StoreFull(error.parts.found);
        throw error;
      }
    },
    present: async (names) => {
      const folders = new Map<string, Set<string>>();
      for (const place of new Set(names.map(dirname))) folders.set(place, new Set(await filesIn(fileOf(place))));
      return names.map((name) => folders.get(dirname(name))!.has(name.slice(dirname(name).length + 1)));
    },
    close: async () => {},
  };
}

async function filesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
