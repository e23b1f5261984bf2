import type { CorruptionSpec } from '../attackKinds/corruption.js';
import type { ResultCorruption, ResultCurve, Results } from '../contract/result.js';
import { corruptionGroups } from '../corruptions/corruption.js';
import { corruptions } from '../corruptions/corruptions.js';
import { accuracyProportion } from './accuracyProportion.js';
import { haveSameImages } from './curveImages.js';

/** The inputs of corruption accuracies. */
export type CorruptionInput = Pick<Results, 'attacks' | 'models' | 'curves'>;

interface Corrupted {
  readonly spec: CorruptionSpec;
  readonly curve: ResultCurve;
}

/**
 * Mean corruption accuracy of each model (Hendrycks & Dietterich 2019): over all images, severities and those of the fifteen
 * corruptions that the suite has, in total and by group; the extra corruptions are not counted. Computed and published
 * corruptions have separate rows. Images are the sampling unit of the intervals, because each is evaluated under every
 * corruption. Rows whose corruptions are over different images are left out.
 */
export function corruptionRows({ attacks, models, curves }: CorruptionInput): ResultCorruption[] {
  const specs = new Map(attacks.flatMap((attack) => (attack.kind === 'corruption' ? [[attack.id, attack]] : [])));
  return models.flatMap(({ id }) => {
    const own = curves.flatMap((curve): Corrupted[] => {
      const spec = specs.get(curve.attack);
      const counts = spec !== undefined && curve.model === id && !corruptions[spec.corruption].isExtra;
      return counts ? [{ spec, curve }] : [];
    });
    return (['computed', 'published'] as const).flatMap((source) =>
      (['mean', ...corruptionGroups] as const).flatMap((group): ResultCorruption[] => {
        const members = own.filter(({ spec }) => {
          return spec.source === source && (group === 'mean' || corruptions[spec.corruption].group === group);
        });
        const mean = meanOf(members.map(({ curve }) => curve));
        if (mean === null) return [];
        const names = [...new Set(members.map(({ spec }) => spec.corruption))];
        return [{ model: id, source, group, corruptions: names, ...mean }];
      }),
    );
  });
}

/** Hits of each image over all points of all curves. */
function meanOf(curves: readonly ResultCurve[]) {
  const [first] = curves;
  if (first === undefined || !haveSameImages(curves)) return null;
  const points = curves.flatMap((curve) => curve.points);
  const hits = first.clean.outcomes.map((_, image) => points.reduce((sum, { outcomes }) => sum + outcomes[image]!, 0));
  return accuracyProportion(hits, first.draws * points.length);
}
