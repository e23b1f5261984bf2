import { type Perturb, registerPluggedAttack } from '../attacks/pluggedAttacks.js';
import { UserError } from '../base/errors.js';
import type { PluginSpec } from '../contract/suite.js';
import { registerPluggedReader } from '../models/pluggedReaders.js';
import { pluginTag } from '../plugins/definitions.js';
import { type LoadedPlugin, loadPlugin } from '../plugins/loadPlugin.js';
import tf from '../tfjs/tfjs.cjs';

/**
 * Loads the plug-ins of a run and adds their attacks and model readers to the tables. Rejects with `ChangedDuringRun` for one that is
 * not the planned one, with `UserError` for one that replaces kernels or gradients of tfjs, on which the cached results of everything
 * else depend.
 */
export async function usePlugins(plugins: readonly PluginSpec[]): Promise<void> {
  for (const { path, file, sha256 } of plugins) {
    const before = operations();
    addToTables(await loadPlugin(path, file, sha256));
    requireKept(file, before);
  }
}

/** Adds the attacks and model readers of a loaded plug-in to the tables. */
export function addToTables({ file, sha256, definitions }: LoadedPlugin): void {
  for (const definition of definitions) {
    if (definition[pluginTag] === 'attack') {
      registerPluggedAttack(sha256, definition.kind, definition.perturb as Perturb);
    } else if (definition[pluginTag] === 'modelReader') {
      registerPluggedReader({ file, sha256, format: definition.format }, definition as never);
    }
  }
}

/** The function of every registered kernel and gradient. */
function operations(): ReadonlyMap<string, unknown> {
  const kernels = tf
    .engine()
    .backendNames()
    .flatMap((backend) => tf.getKernelsForBackend(backend));
  return new Map<string, unknown>(
    kernels.flatMap(({ kernelName, backendName, kernelFunc }) => [
      [`kernel ${kernelName} on ${backendName}`, kernelFunc],
      [`gradient ${kernelName}`, tf.getGradient(kernelName)?.gradFunc],
    ]),
  );
}

function requireKept(file: string, before: ReadonlyMap<string, unknown>): void {
  const now = operations();
  const replaced = [...before].find(([name, own]) => now.get(name) !== own);
  if (replaced === undefined) return;
  throw new UserError({
    where: file,
    expected: 'a plug-in that leaves the kernels and gradients of tfjs as they are',
    found: `another ${replaced[0]}`,
    remedy: 'use functions of your own, with tf.customGrad for gradients',
  });
}
