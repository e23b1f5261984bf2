import { describeJson } from '../base/describeJson.js';
import { UserError } from '../base/errors.js';
import { firstDifference } from '../base/firstDifference.js';
import { joinRanges, rangesText } from '../contract/imageRange.js';
import type { Results } from '../contract/result.js';

/**
 * Throws `UserError`, naming the field that differs and both values, unless two runs can be compared image by image: the same
 * data, attacks, evaluation, model names and images. Weights, code and backend may differ: they are being tested.
 */
export function requireAlike(baseline: Results, current: Results, baselineName: string): void {
  requireEqual(
    { schemaVersion: baseline.schemaVersion },
    { schemaVersion: current.schemaVersion },
    {
      baselineName,
      remedy: 'recreate the baseline with this version: eval --update-baseline',
    },
  );
  requireSameNames(baseline, current, baselineName);
  requireEqual(conditionsOf(baseline), conditionsOf(current), {
    baselineName,
    remedy:
      'runs with different settings cannot be compared: use those of the baseline, or make a new one with eval --update-baseline',
  });
  requireEqual(
    { images: imagesOf(baseline) },
    { images: imagesOf(current) },
    {
      baselineName,
      remedy:
        'evaluate the same images as the baseline (see --limit, --grep and --shard), or make a new one with eval --update-baseline',
    },
  );
}

interface Wording {
  readonly baselineName: string;
  readonly remedy: string;
}

function requireEqual(baseline: unknown, current: unknown, { baselineName, remedy }: Wording): void {
  const difference = firstDifference(baseline, current);
  if (!difference) return;
  throw new UserError({
    where: difference.pointer,
    expected: `${describeJson(difference.a)}, as in ${baselineName}`,
    found: describeJson(difference.b),
    remedy,
  });
}

/** A model or attack that only one of the runs has. */
function requireSameNames(baseline: Results, current: Results, baselineName: string): void {
  for (const kind of ['models', 'attacks'] as const) {
    const before = baseline[kind].map(({ id }) => id);
    const now = current[kind].map(({ id }) => id);
    const lost = before.filter((id) => !now.includes(id));
    const added = now.filter((id) => !before.includes(id));
    if (lost.length + added.length === 0) continue;
    throw new UserError({
      where: `/${kind}`,
      expected: `${before.join(', ')}, as in ${baselineName}`,
      found: [lost.map((id) => `${id} is missing`), added.map((id) => `${id} is new`)].flat().join(', '),
      remedy: 'run the suite of the baseline, or make a new one with eval --update-baseline',
    });
  }
}

function conditionsOf({ dataset, attacks, sources = [], evaluation }: Results) {
  return {
    dataset: { name: dataset.name, split: dataset.split, sha256: dataset.sha256 },
    attacks: Object.fromEntries(attacks.map((attack) => [attack.id, attack])),
    // Examples made on another model count as another attack.
    sources: Object.fromEntries(sources.map(({ path, sha256 }) => [path, sha256])),
    evaluation,
  };
}

/** Image ids of each curve, `0 to 1999`, independent of how the cells were split. */
function imagesOf({ curves }: Results) {
  return Object.fromEntries(
    curves.map(({ model, attack, parts }) => [
      `${model}/${attack}`,
      rangesText(joinRanges(parts.map(({ images }) => images))),
    ]),
  );
}
