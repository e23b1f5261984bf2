import type { Results } from '../../../src/contract/result.js';
import type { AttackSpec } from '../../../src/contract/suite.js';
import { fixtureModels } from './fixtureModels.js';
import { type FixtureOptions, fixtureResults } from './fixtureResults.js';

const snrDb = Array.from({ length: 30 }, (_, point) => 60 - 1.5 * point);

/** Results of 8 models under 8 attacks at 30 points each, as large as a report is meant for. Seeded. */
export function largeFixture(options: FixtureOptions = {}): Results {
  const models = [0, 1].flatMap((copy) =>
    fixtureModels.map((model) =>
      copy === 0
        ? model
        : {
            ...model,
            id: `${model.id}-b`,
            label: `${model.label}, trained on 8/255`,
            thresholdDb: model.thresholdDb - 4,
          },
    ),
  );
  const attacks = Array.from({ length: 8 }, (_, index): AttackSpec => {
    const strength = { kind: 'snrDb', snrDb, snrReference: 'centered' } as const;
    const shared = { strength, snrReference: 'centered' as const, eot: 1 };
    return index < 4
      ? { id: `fgsm-${index}`, kind: 'fgsm', ...shared }
      : {
          id: `pgd-${index}`,
          kind: 'pgd',
          norm: 'linf',
          steps: 10 * index,
          relativeStepSize: 0.1,
          restarts: 1,
          ...shared,
        };
  });
  return fixtureResults({ models, attacks, images: 60, galleryImages: 8, ...options });
}
