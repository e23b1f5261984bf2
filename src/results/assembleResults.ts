import { relativePath } from '../base/relativePath.js';

import type { Cell, CellFailure, CellRecord } from '../contract/cell.js';
import type { ResultModel, ResultPlugin, ResultSource, Results } from '../contract/result.js';
import type { Suite } from '../contract/suite.js';
import { partVerdict } from '../gate/formVerdict.js';
import type { PluggedMetric } from '../metrics/pluggedMetrics.js';
import { auditProbes } from '../planning/auditProbes.js';
import { selectPairs } from '../planning/selectPairs.js';
import { buildResults } from './buildResults.js';
import { missingImages } from './missingImages.js';

/** A run's suite, plan, facts and outcomes. */
export interface AssembleInput extends Pick<Results, 'partial' | 'command' | 'environment' | 'dataset'> {
  readonly suite: Suite;
  /** The planned cells of the run; in a shard, those of the whole run. */
  readonly cells: readonly Cell[];
  /** Records, matched to cells by key. */
  readonly records: readonly CellRecord[];
  readonly failures: readonly CellFailure[];
  /** For every model of the suite. */
  readonly models: readonly ResultModel[];
  /** For the models outside the suite that its attacks use. */
  readonly sources?: readonly ResultSource[];
  /** Plug-ins of the suite, and the metrics that they define. */
  readonly plugins?: readonly ResultPlugin[];
  readonly metrics?: readonly PluggedMetric[];
}

/**
 * Assembles the results of a run from its cells' records in any order. The verdict is incomplete if a record is missing that the
 * suite, with --limit and --grep, requires.
 */
export function assembleResults(input: AssembleInput): Results {
  const {
    suite,
    cells,
    records,
    failures,
    command,
    environment,
    dataset,
    sources = [],
    plugins = [],
    metrics = [],
  } = input;
  const partial = meaningful(input.partial, dataset.images);
  const pairs = selectPairs(suite.models, suite.attacks, partial?.grep);
  const byKey = new Map(records.map((record) => [record.key, record]));
  const planned = new Set(cells.map(({ key }) => key));
  const stray = records.find(({ key }) => !planned.has(key));
  if (stray) throw new Error(`the record ${stray.key} of ${stray.model}/${stray.attack} belongs to no planned cell`);
  const done = cells.flatMap((cell) => {
    const record = byKey.get(cell.key);
    return record ? [{ ...record, model: cell.model, attack: cell.attack.id }] : [];
  });
  const models = new Map(input.models.map((model) => [model.id, model]));
  const results = buildResults(
    {
      suite: { name: suite.name, sha256: suite.sha256, file: relativePath(process.cwd(), suite.file) },
      partial,
      command,
      environment,
      dataset,
      evaluation: suite.evaluation,
      attacks: suite.attacks.filter(({ id }) => pairs.some(({ attack }) => attack === id)),
      reference: suite.reference ?? null,
      gate: suite.gate,
      ...(suite.resubmit === undefined ? {} : { resubmit: suite.resubmit }),
      models: suite.models.filter(({ id }) => pairs.some(({ model }) => model === id)).map(({ id }) => models.get(id)!),
      ...(sources.length === 0 ? {} : { sources }),
      ...(plugins.length === 0 ? {} : { plugins }),
      metrics,
      assertions: suite.assertions,
      ...(suite.audit === undefined ? {} : { audit: { images: suite.audit.images, probes: auditProbes(suite) } }),
    },
    {
      portions: done,
      gallery: done.flatMap(({ gallery, model, attack }) => gallery.map((image) => ({ ...image, model, attack }))),
      failures,
    },
  );
  // If all planned cells of a shard are done, the missing ones belong to other shards.
  const didItsPart = partial?.shard !== undefined && done.length === cells.length && results.failures.length === 0;
  const isWhole = missingImages(results).length === 0;
  return didItsPart && !isWhole ? { ...results, verdict: partVerdict(results.verdict) } : results;
}

/** The excluded part; null if nothing is excluded. A limit of at least all images excludes nothing. */
function meaningful(partial: Results['partial'], images: number): Results['partial'] {
  const { limit = images, ...others } = partial ?? {};
  const kept = limit < images ? { limit, ...others } : others;
  return Object.keys(kept).length === 0 ? null : kept;
}
