import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../base/errors.js';
import { sha256, stableHash } from '../base/stableHash.js';
import { writeWhole } from '../base/writeWhole.js';
import type { Dataset } from '../contract/dataset.js';
import type { ModelSpec } from '../contract/suite.js';
import { loadDataset } from '../datasets/loadDataset.js';
import { inspectPublishedCorruptions, publishedCorruptionsFolder } from '../datasets/publishedCorruptions.js';
import { resolveDataDir } from '../datasets/resolveDataDir.js';
import { DamagedBlob, getBlob } from '../stores/blobs.js';
import type { Store } from '../stores/store.js';
import { unpackDataset } from './packDataset.js';
import type { RunManifest, StoredData, StoredModel } from './runManifest.js';

/** Where a worker finds and keeps files. */
export interface FetchOptions {
  readonly store: Store;
  /** Folder of fetched files, by digest. */
  readonly folder: string;
  /** Folder of the data sets that are not in the store; undefined: as in `resolveDataDir`. */
  readonly dataDir: string | undefined;
}

/** The inputs of a run on a worker's disk, every file checked against its digest. */
export interface FetchedRun {
  readonly manifest: RunManifest;
  readonly dataset: Dataset;
  readonly models: readonly ModelSpec[];
}

/** Reads a run's manifest. Rejects with `UserError` if the store does not have it, or it is damaged. */
export async function fetchManifest(digest: string, store: Store): Promise<RunManifest> {
  return JSON.parse(Buffer.from(await verified(digest, store, "the run's manifest")).toString('utf8')) as RunManifest;
}

/**
 * Fetches models and data that are not yet in the folder. Rejects with `UserError` for anything that is missing or has another
 * digest than the run was planned with.
 */
export async function fetchRun(manifest: RunManifest, options: FetchOptions): Promise<FetchedRun> {
  const models: ModelSpec[] = [];
  for (const model of manifest.models) models.push(await fetchModel(model, options));
  return { manifest, dataset: await fetchData(manifest, options), models };
}

async function fetchModel({ spec, main, files }: StoredModel, { store, folder }: FetchOptions): Promise<ModelSpec> {
  const place = join(folder, 'models', stableHash(files).slice(0, 32));
  for (const { path, digest } of files) {
    const file = join(place, ...safeParts(path));
    if (existsSync(file) && sha256(readFileSync(file)) === digest) continue;
    writeWhole(file, await verified(digest, store, `${spec.id}, ${path}`));
  }
  return { ...spec, path: main === undefined ? place : join(place, ...safeParts(main)) };
}

/** Refuses paths that leave the model's folder. */
function safeParts(path: string): string[] {
  const parts = path.split('/');
  if (parts.every((part) => /^[^\\\0]+$/.test(part) && part !== '.' && part !== '..')) return parts;
  throw new UserError({ where: path, expected: 'a file in the folder of its model', found: 'a path out of it' });
}

async function fetchData({ data, published }: RunManifest, options: FetchOptions): Promise<Dataset> {
  const dataset = data.kind === 'packed' ? await unpacked(data, options) : await readOwn(data, options);
  const names = Object.keys(published);
  if (names.length === 0) return dataset;
  const corruptedFolder = join(resolveDataDir(options.dataDir), publishedCorruptionsFolder);
  const own = await inspectPublishedCorruptions({ ...dataset, corruptedFolder }, names);
  const other = names.find((name) => own[name] !== published[name]);
  if (other === undefined) return { ...dataset, corruptedFolder };
  throw changed(`${corruptedFolder}, ${other}`, { planned: published[other]!, found: own[other]! });
}

async function unpacked(
  data: Extract<StoredData, { readonly kind: 'packed' }>,
  options: FetchOptions,
): Promise<Dataset> {
  const file = join(options.folder, 'data', data.digest);
  const isKept = existsSync(file) && sha256(readFileSync(file)) === data.digest;
  if (!isKept) writeWhole(file, await verified(data.digest, options.store, 'the data set'));
  return unpackDataset(readFileSync(file));
}

async function readOwn(data: Extract<StoredData, { readonly kind: 'read' }>, options: FetchOptions): Promise<Dataset> {
  const dataset = await loadDataset(data.spec, { dataDir: resolveDataDir(options.dataDir) });
  if (dataset.sha256 === data.sha256) return dataset;
  throw changed(`${data.spec.name} ${data.spec.split}`, { planned: data.sha256, found: dataset.sha256 });
}

function changed(where: string, { planned, found }: { readonly planned: string; readonly found: string }): UserError {
  return new UserError({
    where,
    expected: `the files that the run was planned with (SHA-256 ${planned.slice(0, 12)}...)`,
    found: `others (SHA-256 ${found.slice(0, 12)}...)`,
    remedy: 'give every machine the same files',
  });
}

async function verified(digest: string, store: Store, what: string): Promise<Uint8Array> {
  const refuse = (found: string) =>
    new UserError({
      where: `--store ${store.place}`,
      expected: `${what} (SHA-256 ${digest.slice(0, 12)}...)`,
      found,
      remedy: 'give eval and worker the same --store; starting eval again stores damaged objects anew',
    });
  try {
    const bytes = await getBlob(store, digest);
    if (bytes !== null) return bytes;
  } catch (error) {
    if (error instanceof DamagedBlob) throw refuse(error.message);
    throw error;
  }
  throw refuse('no such object');
}
