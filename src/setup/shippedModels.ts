import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { packageRoot } from '../base/packagePlaces.js';

/** Size and SHA-256 of a model's files, by file name. */
export type ModelFiles = Readonly<Record<string, { readonly bytes: number; readonly sha256: string }>>;

/** The folder of the models that come with the package. */
export const shippedFolder = fileURLToPath(new URL('models/', packageRoot));

/**
 * The project's trained models by name, such as `mnist/random-128`, with their files. Large ones are not in the package itself;
 * `rapa models get` fetches them.
 */
export function shippedModels(): Readonly<Record<string, ModelFiles>> {
  return JSON.parse(readFileSync(`${shippedFolder}index.json`, 'utf8')) as Readonly<Record<string, ModelFiles>>;
}

/** The models that a name selects: one, those of a data set (`cifar10`), or `all`; empty if there are none. */
export function modelsNamed(name: string): string[] {
  return Object.keys(shippedModels()).filter((each) => name === 'all' || each === name || each.startsWith(`${name}/`));
}
