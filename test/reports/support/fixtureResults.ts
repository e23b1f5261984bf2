import { randomStream } from '../../../src/base/random.js';
import { sha256 } from '../../../src/base/stableHash.js';
import type { CellFailure, GalleryImage } from '../../../src/contract/cell.js';
import type { Results } from '../../../src/contract/result.js';
import type { AssertionSpec, AttackSpec } from '../../../src/contract/suite.js';
import { compareResults } from '../../../src/gate/compareResults.js';
import { withComparison } from '../../../src/gate/formVerdict.js';
import { strengthValues } from '../../../src/metrics/strengthValues.js';
import { buildResults } from '../../../src/results/buildResults.js';
import type { Portion } from '../../../src/results/summariseCurve.js';
import { type FixtureModel, fixtureModels } from './fixtureModels.js';
import { pictureScene, sceneShape } from './pictureScene.js';

export interface FixtureOptions {
  readonly models?: readonly FixtureModel[];
  readonly images?: number;
  readonly galleryImages?: number;
  readonly partial?: Results['partial'];
  readonly failures?: readonly CellFailure[];
  readonly assertions?: readonly AssertionSpec[];
  readonly compared?: boolean;
  readonly attacks?: readonly AttackSpec[];
}

const sweep = [60, 55, 50, 45, 42, 39, 36, 33, 30, 27, 24, 20] as const;

export const fixtureAttacks: readonly AttackSpec[] = [
  {
    id: 'fgsm',
    kind: 'fgsm',
    strength: { kind: 'snrDb', snrDb: sweep, snrReference: 'centered' },
    snrReference: 'centered',
    eot: 1,
  },
  {
    id: 'fgsm-eps',
    kind: 'fgsm',
    strength: { kind: 'epsilons', epsilons: [0, 0.25, 0.5, 1, 1.5, 2, 3, 4, 6, 8, 12, 16].map((e) => e / 255) },
    snrReference: 'pixel',
    eot: 10,
  },
];

export const fixtureAssertions: readonly AssertionSpec[] = [
  { select: {}, metric: 'cleanAccuracy', min: 0.78 },
  { select: { model: 'random-16', attack: 'fgsm', snrDb: 33 }, metric: 'relativeAccuracy', min: 0.7 },
  { select: { model: 'random-128', attack: 'fgsm' }, metric: 'gapReduction', min: 0.75 },
];

/** Results as a run of the paper's four networks may leave them, computed by the harness from made-up outcomes. Seeded. */
export function fixtureResults(options: FixtureOptions = {}): Results {
  const { models = fixtureModels, images = 600, partial = null, failures = [], compared = true } = options;
  const attacks = options.attacks ?? fixtureAttacks;
  const frame = {
    suite: { name: 'cifar10-figure4', sha256: sha256('suite'), file: 'suites/cifar10-figure4.json' },
    partial,
    command: 'npm run eval suites/cifar10-figure4.json',
    environment,
    dataset: {
      name: 'cifar10',
      split: 'test',
      images: partial?.limit === undefined ? images : 10_000,
      sha256: sha256('data'),
      classNames: ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'],
      channelMeans: [0.491, 0.482, 0.447],
    },
    evaluation: { draws: 5, vote: 1, seed: 1 },
    attacks,
    reference: { model: models[0]!.id, snrDb: 33 },
    models: models.map(({ cleanAccuracy: _, thresholdDb: __, spreadDb: ___, ...model }) => model),
    assertions: options.assertions ?? fixtureAssertions,
  };
  const run = (robustnessDb: number) =>
    buildResults(frame, {
      portions: models.flatMap((model, index) =>
        attacks
          .filter(({ id }) => !failures.some((failure) => failure.model === model.id && failure.attack === id))
          .map((attack) => portion(model, attack, { images, gainDb: index === 1 ? robustnessDb : 0 })),
      ),
      gallery: gallery(models, attacks, options.galleryImages ?? 6),
      failures,
    });
  const results = run(0);
  return compared ? withComparison(results, compareResults(run(1.2), results, { baselineName: baseline })) : results;
}

const baseline = 'suites/baselines/cifar10-figure4.json';

const environment: Results['environment'] = {
  date: '2025-03-14T09:26:53.000Z',
  node: 'v22.14.0',
  tfjs: '4.22.0',
  harness: '0.1.0',
  numerics: sha256('numerics'),
  backend: 'wasm',
  simd: 'wasm relaxed SIMD',
  cpu: 'A processor of 2 cores',
  workers: 2,
  git: { commit: sha256('commit').slice(0, 40), dirty: false },
  durationMs: 171_234,
  computedCells: 22,
  cachedCells: 10,
};

/** SNR in dB of a perturbation of this epsilon, for an image of usual contrast. */
function snrOf(epsilon: number, attack: AttackSpec): number {
  return 20 * Math.log10((attack.snrReference === 'centered' ? 0.25 : 0.53) / epsilon);
}

function portion(
  model: FixtureModel,
  attack: AttackSpec,
  { images, gainDb }: { readonly images: number; readonly gainDb: number },
): Portion {
  const draws = model.stochastic ? 5 : 1;
  const shift = attack.snrReference === 'centered' ? 0 : 6.5;
  // Hard images are hard for every model: part of the luck belongs to the image.
  const outcomes = Array.from({ length: images }, (_, image) => {
    const shared = randomStream(7, 'test', image);
    const own = randomStream(8, 'test', image, fixtureModels.indexOf(model) + 1);
    const isClean = 0.75 * shared.float() + 0.25 * own.float() < model.cleanAccuracy - 0.04;
    const thresholdDb =
      model.thresholdDb + shift - gainDb + model.spreadDb * (0.8 * shared.normal() + 0.6 * own.normal());
    const count = (chance: number) => Array.from({ length: draws }, () => own.float() < chance).filter(Boolean).length;
    const doubt = draws === 1 ? 0 : 0.04;
    const right = isClean ? 1 - doubt : doubt;
    const survives = (snrDb: number) =>
      draws === 1 ? Number(snrDb > thresholdDb) : sigmoid((snrDb - thresholdDb) / 2);
    return { clean: count(right), hits: (snrDb: number) => count(right * survives(snrDb)) };
  });
  return {
    model: model.id,
    attack: attack.id,
    images: [0, images],
    draws,
    clean: outcomes.map(({ clean }) => clean),
    points: strengthValues(attack.strength).map((value) => {
      const epsilon = attack.strength.kind === 'epsilons' ? value : 0.25 / 10 ** (value / 20);
      const snrDb = epsilon === 0 ? Number.POSITIVE_INFINITY : snrOf(epsilon, attack) + 0.12;
      const perturbed = epsilon === 0 ? 0 : images;
      return {
        epsilonSum: epsilon * images,
        snrDbSum: perturbed === 0 ? 0 : snrDb * perturbed,
        snrDbCount: perturbed,
        hits: outcomes.map(({ clean, hits }) => (epsilon === 0 ? clean : hits(snrDb))),
      };
    }),
  };
}

const sigmoid = (value: number) => 1 / (1 + Math.exp(-value));

function gallery(models: readonly FixtureModel[], attacks: readonly AttackSpec[], images: number): GalleryImage[] {
  return models.flatMap((model, position) =>
    attacks.flatMap((attack) =>
      Array.from({ length: images }, (_, image): GalleryImage => {
        const clean = pictureScene(randomStream(3, 'test', image));
        const signs = randomStream(4, 'test', image, position);
        const epsilon = 1.42 / 255;
        const noise = clean.map(() => (signs.float() < 0.5 ? -epsilon : epsilon));
        const label = image % 10;
        const isFooled = signs.float() < 0.6 - 0.15 * position;
        return {
          model: model.id,
          attack: attack.id,
          image,
          label,
          epsilon,
          snrDb: 33.1,
          shape: sceneShape,
          clean: { class: label, confidence: 0.8 + 0.19 * signs.float() },
          adversarial: { class: isFooled ? (label + 2) % 10 : label, confidence: 0.4 + 0.5 * signs.float() },
          cleanPixels: encode(clean),
          adversarialPixels: encode(clean.map((value, at) => value + noise[at]!)),
          perturbationPixels: encode(noise.map((value) => 0.5 + 10 * value)),
        };
      }),
    ),
  );
}

function encode(pixels: Float64Array): string {
  const bytes = Uint8Array.from(pixels, (value) => Math.round(255 * Math.min(1, Math.max(0, value))));
  return Buffer.from(bytes).toString('base64');
}
