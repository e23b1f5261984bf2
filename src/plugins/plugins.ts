import { dirname, resolve } from 'node:path';
import { UserError } from '../base/errors.js';
import type { PluginSpec } from '../contract/suite.js';
import { definitionText, nameOf } from './checkDefinition.js';
import { type PluginDefinitions, type PluginPart, pluginTag, type Tagged } from './definitions.js';
import { type LoadedPlugin, loadPlugin } from './loadPlugin.js';
import { type PluggedAttack, pluggedAttack } from './pluggedAttack.js';

/** A definition and the plug-in that it comes from. */
export interface Plugged<Part extends PluginPart = PluginPart> {
  readonly definition: PluginDefinitions[Part];
  readonly plugin: LoadedPlugin;
}

/** All that the plug-ins of a suite add, by name. */
export interface Plugins {
  readonly loaded: readonly LoadedPlugin[];
  readonly attacks: ReadonlyMap<string, PluggedAttack>;
  readonly datasets: ReadonlyMap<string, Plugged<'dataset'>>;
  readonly readers: ReadonlyMap<string, Plugged<'modelReader'>>;
  readonly metrics: ReadonlyMap<string, Plugged<'metric'>>;
}

/** A suite without plug-ins. */
export const noPlugins: Plugins = collect([]);

/**
 * Imports the plug-ins of a suite by their paths, which are relative to it. Rejects with `UserError` for a plug-in that cannot be used,
 * and for two that define the same name.
 */
export async function loadPlugins(suiteFile: string, files: readonly string[]): Promise<Plugins> {
  const folder = dirname(resolve(suiteFile));
  const loaded: LoadedPlugin[] = [];
  for (const file of new Set(files)) loaded.push(await loadPlugin(resolve(folder, file), file));
  return collect(loaded);
}

function collect(loaded: readonly LoadedPlugin[]): Plugins {
  const all = loaded.flatMap((plugin) => plugin.definitions.map((definition) => ({ definition, plugin })));
  requireOnce(all);
  const of = <Part extends PluginPart>(part: Part) =>
    new Map(
      all
        .filter(({ definition }) => definition[pluginTag] === part)
        .map(({ definition, plugin }) => [nameOf(definition), { definition, plugin } as unknown as Plugged<Part>]),
    );
  const attacks = [...of('attack')].map(
    ([name, { definition, plugin }]) => [name, pluggedAttack(definition, plugin)] as const,
  );
  return {
    loaded,
    attacks: new Map(attacks),
    datasets: of('dataset'),
    readers: of('modelReader'),
    metrics: of('metric'),
  };
}

function requireOnce(all: readonly { readonly definition: Tagged; readonly plugin: PluginSpec }[]): void {
  const first = new Map<string, PluginSpec>();
  for (const { definition, plugin } of all) {
    const text = definitionText(definition);
    const other = first.get(text);
    if (other === undefined) first.set(text, plugin);
    else
      throw new UserError({
        where: `${plugin.file}, ${text}`,
        expected: 'a name that no other plug-in of the suite has',
        found: `the same in ${other.file}`,
        remedy: 'rename one of the two',
      });
  }
}

/** What a plug-in adds, for results. */
export function additions({ definitions }: LoadedPlugin): string[] {
  return definitions.map(definitionText);
}
