import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { UserError } from '../base/errors.js';
import { sha256 } from '../base/stableHash.js';
import { writeWhole } from '../base/writeWhole.js';
import { fetchFile } from '../datasets/fetchFile.js';
import { type ModelFiles, shippedModels } from './shippedModels.js';

/** The package that contains the models which are too large for the main package. */
const modelsPackage = 'rapa-models';

export interface GetModelOptions {
  /** Folder or base URL that contains `<name>/model.json`; default: the installed package rapa-models. */
  readonly from: string | undefined;
  /** The model is written to `<output>/<name>/`. */
  readonly output: string;
  readonly log: (line: string) => void;
}

/**
 * Copies or downloads a model of the project. Every file is checked against the SHA-256 in this package before any is written. Does
 * nothing if the model is there. Throws `UserError` if the source lacks a file or a hash is wrong, or if another model is in the
 * way.
 */
export async function getModel(name: string, { from, output, log }: GetModelOptions): Promise<void> {
  const files = shippedModels()[name]!;
  const target = join(output, name);
  if (isComplete(target, files)) return log(`${name} is already in ${target}`);
  refuseOther(target, files);
  const source = from ?? installedModels(name);
  const contents = new Map<string, Uint8Array>();
  for (const [file, expected] of Object.entries(files)) {
    const place = `${source.replace(/[\\/]+$/, '')}/${name}/${file}`;
    const bytes = isUrl(source) ? await download(place, log) : readLocal(place);
    requireHash(place, bytes, expected.sha256);
    contents.set(file, bytes);
  }
  for (const [file, bytes] of contents) writeWhole(join(target, file), bytes);
  log(`${name} is ready in ${target}`);
}

const isUrl = (source: string) => /^https?:\/\//.test(source);

function isComplete(folder: string, files: ModelFiles): boolean {
  return Object.entries(files).every(([file, { sha256: expected }]) => {
    const path = join(folder, file);
    return existsSync(path) && sha256(readFileSync(path)) === expected;
  });
}

/** A model of the user's under the same name stays. */
function refuseOther(folder: string, files: ModelFiles): void {
  const other = Object.entries(files).find(([file, { sha256: expected }]) => {
    const path = join(folder, file);
    return existsSync(path) && sha256(readFileSync(path)) !== expected;
  });
  if (other === undefined) return;
  throw new UserError({
    where: join(folder, other[0]),
    expected: 'no file, or that of the published model',
    found: 'another file',
    remedy: 'move the folder away, or choose another with --output',
  });
}

function installedModels(name: string): string {
  const from = [join(resolve('.'), 'package.json'), import.meta.url];
  for (const place of from) {
    try {
      return join(dirname(createRequire(place).resolve(`${modelsPackage}/package.json`)), 'models');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    }
  }
  throw new UserError({
    where: `models get ${name}`,
    expected: `the package ${modelsPackage}, or --from with a folder or URL`,
    found: `no package ${modelsPackage}`,
    remedy: `npm install the ${modelsPackage} tarball of this release, or name the models folder of a checkout with --from`,
  });
}

function readLocal(path: string): Uint8Array {
  if (statSync(path, { throwIfNoEntry: false })?.isFile()) return readFileSync(path);
  throw new UserError({ where: path, expected: 'a file of the model', found: 'no such file', remedy: 'check --from' });
}

async function download(url: string, log: (line: string) => void): Promise<Uint8Array> {
  const folder = mkdtempSync(join(tmpdir(), 'rapa-model-'));
  try {
    const file = join(folder, 'file');
    await fetchFile(url, file, { log, remedy: 'check the URL of --from, or name a folder' });
    return readFileSync(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function requireHash(where: string, bytes: Uint8Array, expected: string): void {
  const found = sha256(bytes);
  if (found === expected) return;
  throw new UserError({
    where,
    expected: `SHA-256 ${expected}`,
    found: `SHA-256 ${found}`,
    remedy: 'use the models of the same release',
  });
}
