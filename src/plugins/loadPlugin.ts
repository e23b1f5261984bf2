import { existsSync, statSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { ChangedDuringRun, UserError } from '../base/errors.js';
import type { PluginSpec } from '../contract/suite.js';
import { checkDefinition } from './checkDefinition.js';
import { pluginTag, type Tagged } from './definitions.js';
import { pluginHash } from './pluginHash.js';

/** A plug-in whose module was imported. */
export interface LoadedPlugin extends PluginSpec {
  readonly definitions: readonly Tagged[];
}

/** Hashes of the plug-ins that this thread has imported, by path: Node keeps modules until its end. */
const imported = new Map<string, string>();

/**
 * Imports a plug-in and checks what it defines. Runs its code. Rejects with `UserError`, naming the plug-in, if it is missing, throws,
 * or defines nothing or something of the wrong form; with `ChangedDuringRun` if it is not the `planned` one.
 */
export async function loadPlugin(path: string, file: string, planned?: string): Promise<LoadedPlugin> {
  const sha256 = hashOf(path, file);
  requireSame(file, planned ?? sha256, sha256);
  requireSame(file, imported.get(path) ?? sha256, sha256);
  imported.set(path, sha256);
  const module = await importPlugin(path, file);
  requireSame(file, sha256, hashOf(path, file));
  const definitions = taggedIn(module).map((value) => checkDefinition(file, value));
  if (definitions.length > 0) return { path, file, sha256, definitions };
  throw new UserError({
    where: file,
    expected:
      'a plug-in: a module that exports what defineAttack, defineDataset, defineModelReader or defineMetric return',
    found: `exports ${Object.keys(module).join(', ') || 'nothing'}`,
    remedy: 'export default defineAttack({ ... })',
  });
}

function hashOf(path: string, file: string): string {
  if (existsSync(path) && statSync(path).isFile()) return pluginHash(path);
  throw new UserError({
    where: file,
    expected: 'a plug-in: a JavaScript module',
    found: existsSync(path) ? 'a folder' : 'no such file',
    remedy: 'correct the path in "plugins"; it is relative to the suite',
  });
}

function requireSame(file: string, expected: string, found: string): void {
  if (expected === found) return;
  throw new ChangedDuringRun({
    where: file,
    expected: `the plug-in that the run was planned with (SHA-256 ${expected.slice(0, 12)}...)`,
    found: `a different one (SHA-256 ${found.slice(0, 12)}...): it or a file that it imports was changed`,
    remedy: 'do not change plug-ins during a run, and start it again in a new process',
  });
}

async function importPlugin(path: string, file: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(pathToFileURL(path).href)) as Readonly<Record<string, unknown>>;
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException;
    const isMissing = code === 'ERR_MODULE_NOT_FOUND';
    throw new UserError({
      where: file,
      expected: 'a module that can be imported',
      found: firstLine(error, message),
      ...(isMissing ? { remedy: 'install the package next to the plug-in, such as with `npm install rapa`' } : {}),
    });
  }
}

/** The message and, where there is one, the place in the plug-in. */
function firstLine(error: unknown, message: string | undefined): string {
  const place = /\n\s+at .*?((?:file:\/\/)?\/[^\s()]+:\d+(?::\d+)?)/.exec((error as Error)?.stack ?? '')?.[1];
  const text = message ?? String(error);
  return place === undefined || place.includes('node_modules') ? text : `${text} (${place.replace('file://', '')})`;
}

/** The marked values among a module's exports and in lists among them, each once. */
function taggedIn(module: Readonly<Record<string, unknown>>): object[] {
  const isTagged = (value: unknown): value is object =>
    typeof value === 'object' && value !== null && pluginTag in value;
  return [...new Set(Object.values(module).flat().filter(isTagged))];
}
