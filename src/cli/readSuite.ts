import { UserError } from '../base/errors.js';
import { type JsonDocument, readJsonDocument } from '../base/jsonDocument.js';
import type { ResultPlugin } from '../contract/result.js';
import type { Suite } from '../contract/suite.js';
import { type LoadImages, registerPluggedDataset } from '../datasets/pluggedDatasets.js';
import type { PluggedMetric } from '../metrics/pluggedMetrics.js';
import { additions, loadPlugins, type Plugins } from '../plugins/plugins.js';
import { pluginFiles, suiteOf } from '../suites/parseSuite.js';

/** A suite, and what the results of its plug-ins need. */
export interface ReadSuite {
  readonly suite: Suite;
  readonly plugins: Plugins;
}

/** Whether a suite may run code of its own. */
export interface PluginFlag {
  /** False with --no-plugins. */
  readonly plugins: boolean;
}

/**
 * Reads a suite and loads its plug-ins, whose code then runs in this process. Rejects like `parseSuite`, and with `UserError` for a
 * suite with plug-ins if they are not allowed, before any of their code runs.
 */
export function readSuite(file: string, flag: PluginFlag): Promise<ReadSuite> {
  return readSuiteDocument(readJsonDocument(file, 'a suite'), flag);
}

/** The same for a document that was read already. */
export async function readSuiteDocument(document: JsonDocument, flag: PluginFlag): Promise<ReadSuite> {
  const files = pluginFiles(document);
  if (!flag.plugins && files.length > 0) {
    const place = { path: ['plugins'], expected: 'a suite without plug-ins, as --no-plugins asks' };
    const remedy = 'read the modules, and run without --no-plugins if you trust them';
    throw document.faults([{ ...place, found: files.join(', '), remedy }]);
  }
  const plugins = await loadPlugins(document.file, files);
  for (const [name, { definition, plugin }] of plugins.datasets) {
    registerPluggedDataset(plugin.sha256, name, definition.load as LoadImages);
  }
  return { suite: suiteOf(document, plugins), plugins };
}

/** The plug-ins of a suite for its results, and the metrics that they define. */
export function resultPlugins({ loaded, metrics }: Plugins): {
  readonly plugins: ResultPlugin[];
  readonly metrics: PluggedMetric[];
} {
  return {
    plugins: loaded.map((plugin) => ({ file: plugin.file, sha256: plugin.sha256, adds: additions(plugin) })),
    metrics: [...metrics].map(([name, { definition, plugin }]) => ({
      ...{ name, file: plugin.file, title: definition.title ?? name, description: definition.description },
      compute: definition.compute as PluggedMetric['compute'],
    })),
  };
}

/** The metrics of results that were computed elsewhere, from the same plug-ins. Rejects with `UserError` if they are others. */
export async function metricsAgain(
  suiteFile: string,
  recorded: readonly ResultPlugin[],
  flag: PluginFlag,
): Promise<PluggedMetric[]> {
  const needed = recorded.filter(({ adds }) => adds.some((text) => text.startsWith('metric ')));
  if (needed.length === 0) return [];
  const files = needed.map(({ file }) => file);
  if (!flag.plugins) {
    const expected = 'results without metrics of plug-ins, as --no-plugins asks';
    throw new UserError({ where: suiteFile, expected, found: files.join(', ') });
  }
  const plugins = await loadPlugins(suiteFile, files);
  for (const { file, sha256 } of plugins.loaded) {
    const planned = needed.find((own) => own.file === file)!.sha256;
    if (planned === sha256) continue;
    const expected = `the plug-in of the run (SHA-256 ${planned.slice(0, 12)}...)`;
    const found = `a different one (SHA-256 ${sha256.slice(0, 12)}...)`;
    throw new UserError({ where: file, expected, found, remedy: 'run the suite again with the new plug-in' });
  }
  return resultPlugins(plugins).metrics;
}
