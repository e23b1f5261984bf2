import { UserError } from '../base/errors.js';
import { canonicalJson } from '../base/stableHash.js';
import type { CellFailure, GalleryImage } from '../contract/cell.js';
import type { Environment, Results } from '../contract/result.js';
import type { PluggedMetric } from '../metrics/pluggedMetrics.js';
import { buildResults } from './buildResults.js';
import { joinPortions } from './joinPortions.js';
import { type NamedResults, requireSameRun } from './requireSameRun.js';

/**
 * Merges the results of shards into those of the run. Figures, intervals, gaps and verdict are recomputed from all outcomes, so
 * they equal those of an unsharded run; only the environment shows the shards. `names`, such as the files, are for messages.
 * `metrics`: those of plug-ins; without them the figures of a single run are kept. Throws `UserError` for parts of different runs and for contradictions.
 */
export function mergeResults(
  list: readonly Results[],
  { names, metrics }: { readonly names?: readonly string[]; readonly metrics?: readonly PluggedMetric[] } = {},
): Results {
  const named = list
    .map((results, index): NamedResults => ({ name: names?.[index] ?? `results ${index + 1}`, results }))
    .sort((a, b) => (sortKey(a.results) < sortKey(b.results) ? -1 : 1));
  const [first] = named;
  if (!first) {
    throw new UserError({
      where: 'merge',
      expected: 'results of at least one shard',
      found: 'none',
      remedy: 'name the results.json files',
    });
  }
  for (const other of named) requireSameRun(first, other);
  const runs = named.map(({ results }) => results);
  const {
    suite,
    command,
    dataset,
    evaluation,
    attacks,
    reference,
    gate,
    resubmit,
    models,
    sources,
    plugins,
    partial,
    verdict,
    audit,
  } = first.results;
  const { shard: _, ...rest } = partial ?? {};
  const outcomes = {
    portions: joinPortions(named),
    gallery: distinct(
      runs.flatMap((run) => run.gallery),
      pictureKey,
    ),
    failures: distinct(
      runs.flatMap((run) => run.failures),
      failureKey,
    ),
  };
  const frame = (shard: string | undefined) => ({
    suite,
    partial:
      shard !== undefined || Object.keys(rest).length > 0
        ? { ...rest, ...(shard === undefined ? {} : { shard }) }
        : null,
    command: command.replace(/\s--shard(=|\s+)\S+/, ''),
    environment: joinEnvironments(runs.map(({ environment }) => environment)),
    dataset,
    evaluation,
    attacks,
    reference,
    ...(gate === undefined ? {} : { gate }),
    ...(resubmit === undefined ? {} : { resubmit }),
    models,
    ...(sources === undefined ? {} : { sources }),
    ...(plugins === undefined ? {} : { plugins }),
    metrics: metrics ?? (runs.length === 1 ? (first.results.metrics ?? []) : []),
    ...(audit === undefined ? {} : { audit: { images: audit.images, probes: audit.probes } }),
    assertions: verdict.assertions.map(({ assertion }) => assertion),
  });
  return buildResults(frame(missingShard(runs)), outcomes);
}

/** The order of the results does not matter. */
function sortKey({ partial, environment }: Results): string {
  return `${partial?.shard ?? ''} ${canonicalJson(environment)}`;
}

/** The available shards, such as `1/4+3/4`, while some are missing; undefined if complete. */
function missingShard(runs: readonly Results[]): string | undefined {
  const shards = new Set(runs.flatMap(({ partial }) => partial?.shard?.split('+') ?? []));
  if (shards.size === 0 || runs.some(({ partial }) => partial?.shard === undefined)) return undefined;
  const counts = new Set([...shards].map((shard) => Number(shard.split('/')[1])));
  const whole = [...counts].some((count) =>
    Array.from({ length: count }, (_, i) => `${i + 1}/${count}`).every((shard) => shards.has(shard)),
  );
  return whole ? undefined : [...shards].sort((a, b) => a.localeCompare(b, 'en', { numeric: true })).join('+');
}

function distinct<T>(items: readonly T[], key: (item: T) => string): T[] {
  return [...new Map(items.toReversed().map((item) => [key(item), item])).values()].reverse();
}

function pictureKey({ model, attack, image }: GalleryImage): string {
  return `${model}/${attack} ${image}`;
}

function failureKey({ model, attack, images }: CellFailure): string {
  return `${model}/${attack} ${images[0]} ${images[1]}`;
}

/** Start is the earliest; workers, times and cells are summed. */
function joinEnvironments(parts: readonly Environment[]): Environment {
  const sum = (pick: (part: Environment) => number) => parts.reduce((total, part) => total + pick(part), 0);
  return {
    ...parts[0]!,
    date: parts.map(({ date }) => date).sort()[0]!,
    workers: sum(({ workers }) => workers),
    durationMs: sum(({ durationMs }) => durationMs),
    computedCells: sum(({ computedCells }) => computedCells),
    cachedCells: sum(({ cachedCells }) => cachedCells),
  };
}
