import { statSync } from 'node:fs';
import { copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { UserError } from '../base/errors.js';
import type { DatasetName } from '../contract/suite.js';
import { datasetCatalogue } from './datasetCatalogue.js';
import { fileFaults } from './datasetFiles.js';
import type { DatasetFile } from './datasetSource.js';
import { type DownloadRecipe, downloadRecipes, type RemoteFile } from './downloadRecipes.js';
import { fetchFile } from './fetchFile.js';
import { fileMd5 } from './fileMd5.js';
import { unpackArchive } from './unpackArchive.js';
import { withFileErrors } from './withFileErrors.js';

export interface DownloadOptions {
  readonly dataDir: string;
  /** Another base URL, a local archive, or a folder with the publisher's files. */
  readonly source?: string;
  readonly log: (line: string) => void;
  /** Checksums that replace the published ones, by file name. */
  readonly md5?: Readonly<Record<string, string>>;
}

/**
 * Downloads a data set from its publisher into the data folder. Each file is checked against its published checksum and unpacked
 * into a temporary folder before it is moved into place, so that an interruption leaves no partial files and the same command
 * continues. Does nothing if the files exist. Throws `UserError` if a source cannot be reached or a checksum is wrong.
 */
export async function downloadDataset(name: DatasetName, options: DownloadOptions): Promise<void> {
  const { place, title } = datasetCatalogue[name].facts;
  if (place.kind === 'path') {
    const remedy = 'name the folder as "path" in the suite; docs/datasets.md describes its layout';
    throw new UserError({ where: `rapa data ${name}`, expected: 'a data set to download', found: title, remedy });
  }
  const recipe = downloadRecipes[name];
  if (place.kind === 'embedded' || recipe === undefined)
    return options.log(`${name} comes with the package: nothing to download`);
  const files = [...place.files.train, ...place.files.test];
  await withFileErrors(() => fetchDataset(name, { recipe, files }, options));
}

/** The source of a data set and its expected files. */
export interface Fetchable {
  readonly recipe: DownloadRecipe;
  readonly files: readonly DatasetFile[];
}

/** `downloadDataset` for any recipe. */
export async function fetchDataset(name: DatasetName, fetchable: Fetchable, options: DownloadOptions): Promise<void> {
  const { recipe, files } = fetchable;
  const { dataDir, log } = options;
  if (fileFaults(files, dataDir).length === 0)
    return log(`${name} is already in ${dataDir}; delete its files to download them again`);
  await mkdir(dataDir, { recursive: true });
  for (const remote of recipe.remote) {
    const target = { name: remote.name, files, dataDir };
    if (remote.kind === 'plain' && fileFaults([{ path: remote.name }], dataDir).length === 0) continue;
    const { file, fetched } = await obtain(name, remote, { ...fetchable, ...options });
    await requireSum(file, { remote, fetched, md5: options.md5?.[remote.name] ?? remote.md5 });
    if (remote.kind === 'archive') await unpackArchive(file, { ...target, extras: recipe.extras });
    else await placePlain(file, join(dataDir, remote.name), fetched);
    if (fetched) await rm(file, { force: true });
  }
  const faults = fileFaults(files, dataDir);
  if (faults.length > 0)
    throw new UserError({ where: dataDir, expected: `the files of ${name}`, found: faults.join(', ') });
  log(`${name} is ready in ${dataDir}`);
}

interface Obtained {
  readonly file: string;
  /** Downloaded and to be removed, else the user's file. */
  readonly fetched: boolean;
}

/** The publisher's file on this machine: the user's copy, or a download next to the data as `<name>.part`. */
async function obtain(name: DatasetName, remote: RemoteFile, options: Fetchable & DownloadOptions): Promise<Obtained> {
  const { source, dataDir, recipe, log } = options;
  if (source !== undefined && !/^https?:\/\//.test(source)) {
    const stats = statSync(source, { throwIfNoEntry: false });
    const file = stats?.isDirectory() ? join(source, remote.name) : source;
    // A single file cannot replace several.
    if (stats?.isFile() ? recipe.remote.length === 1 : statSync(file, { throwIfNoEntry: false })?.isFile()) {
      return { file: resolve(file), fetched: false };
    }
    const expected = `${remote.name}, or a folder that holds ${recipe.remote.map((each) => each.name).join(' and ')}`;
    const found = stats === undefined ? 'nothing there' : stats.isFile() ? 'a single file' : `no ${remote.name} in it`;
    throw new UserError({ where: `--source ${source}`, expected, found });
  }
  const file = join(dataDir, `${remote.name}.part`);
  const url = new URL(remote.name, (source ?? recipe.baseUrl).replace(/\/*$/, '/')).href;
  await fetchFile(url, file, { log, remedy: byHand(name, url, options) });
  return { file, fetched: true };
}

/** The remedy without a network connection. */
function byHand(name: DatasetName, url: string, { files, dataDir }: Fetchable & DownloadOptions): string {
  const places = files.map(({ path }) => join(dataDir, path)).join(', ');
  return `get ${url} on another machine, then \`rapa data ${name} --source <that file or its folder>\`; or put these there by hand: ${places}`;
}

async function requireSum(
  file: string,
  { remote, fetched, md5 }: { readonly remote: RemoteFile; readonly fetched: boolean; readonly md5: string },
): Promise<void> {
  const found = await fileMd5(file);
  if (found === md5) return;
  if (fetched) await rm(file);
  const remedy = fetched ? 'the file was removed; run the same command again' : 'use another copy of the archive';
  throw new UserError({ where: file, expected: `${remote.name} with MD5 ${md5}`, found: `MD5 ${found}`, remedy });
}

async function placePlain(file: string, place: string, fetched: boolean): Promise<void> {
  if (fetched) return rename(file, place);
  const aside = `${place}.part`;
  await copyFile(file, aside);
  await rename(aside, place);
}
