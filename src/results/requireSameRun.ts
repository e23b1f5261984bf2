import { describeJson } from '../base/describeJson.js';
import { UserError } from '../base/errors.js';
import { firstDifference } from '../base/firstDifference.js';
import type { Results } from '../contract/result.js';

/**
 * Throws `UserError`, naming the first field that differs and both values, unless two results are parts of one run: the
 * same suite, data, models, seeds, selection, numerics and engine. Shard, machine and times may differ.
 */
export function requireSameRun(first: NamedResults, other: NamedResults): void {
  const difference = firstDifference(identityOf(first.results), identityOf(other.results));
  if (!difference) return;
  throw new UserError({
    where: `${other.name} ${difference.pointer}`,
    expected: `${describeJson(difference.a)}, as in ${first.name}`,
    found: describeJson(difference.b),
    remedy: 'merge joins the shards of one run: run them again with the same suite, models, data, flags and version',
  });
}

/** Results and their name in messages, such as the file. */
export interface NamedResults {
  readonly name: string;
  readonly results: Results;
}

function identityOf(results: Results) {
  const {
    suite,
    partial,
    environment,
    dataset,
    evaluation,
    attacks,
    reference,
    models,
    sources,
    plugins,
    verdict,
    audit,
  } = results;
  return {
    schemaVersion: results.schemaVersion,
    suite: { name: suite.name, sha256: suite.sha256 },
    dataset,
    evaluation,
    attacks,
    reference,
    models,
    sources: sources ?? [],
    plugins: plugins ?? [],
    audit: audit === undefined ? null : { images: audit.images, probes: audit.probes },
    partial: { limit: partial?.limit, grep: partial?.grep },
    environment: {
      numerics: environment.numerics,
      backend: environment.backend,
      simd: environment.simd,
      tfjs: environment.tfjs,
    },
    verdict: { assertions: verdict.assertions.map(({ assertion }) => assertion) },
  };
}
