import { statSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../base/errors.js';
import type { DatasetName } from '../contract/suite.js';
import type { DatasetFile } from './datasetSource.js';

/** Files below the data folder that are missing or have the wrong size, each with the problem. */
export function fileFaults(files: readonly DatasetFile[], dataDir: string): string[] {
  return files.flatMap(({ path, bytes }) => {
    const stats = statSync(join(dataDir, path), { throwIfNoEntry: false });
    if (stats === undefined) return [`${path} is missing`];
    if (!stats.isFile()) return [`${path} is not a file`];
    if (bytes !== undefined && stats.size !== bytes) return [`${path} has ${count(stats.size)} bytes`];
    return stats.size === 0 ? [`${path} is empty`] : [];
  });
}

/** Throws a `UserError` that names every file that is missing or of the wrong size. */
export function requireFiles(name: DatasetName, files: readonly DatasetFile[], dataDir: string): void {
  const faults = fileFaults(files, dataDir);
  if (faults.length === 0) return;
  throw new UserError({
    where: `data set ${name} in ${dataDir}`,
    expected: files.map(describeFile).join(', '),
    found:
      faults.length === files.length && faults.every((fault) => fault.endsWith('missing'))
        ? 'none of them'
        : faults.join(', '),
    remedy: fetchRemedy(name),
  });
}

/** An error about a file's content, with the remedy to get a good file. */
export function brokenFile(name: DatasetName, parts: BrokenFile): UserError {
  return new UserError({ ...parts, remedy: `delete the file, then ${fetchRemedy(name)}` });
}

export interface BrokenFile {
  readonly where: string;
  readonly expected: string;
  readonly found: string;
}

/** `1,234,567`, whatever the locale. */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}

function describeFile({ path, bytes }: DatasetFile): string {
  return bytes === undefined ? path : `${path} (${count(bytes)} bytes)`;
}

function fetchRemedy(name: DatasetName): string {
  return `run \`rapa data ${name}\`, or set the folder of the files by --data-dir or RAPA_DATA_DIR`;
}
