import { UserErrors } from '../base/errors.js';
import type { JsonDocument, JsonFault } from '../base/jsonDocument.js';
import { schemaFaults } from '../base/schemaFaults.js';
import { schemaValidator } from '../base/schemaValidators.js';
import { type Architecture, baselineArchitecture } from '../contract/architecture.js';
import type { AdversarialTraining, Recipe, Schedule } from '../contract/recipe.js';
import type { WrittenRecipe } from '../schemas/recipeSchema.js';
import { resolveBasicAttack } from '../suites/resolveAttack.js';
import { epsilonRemedy, resolveEpsilon } from '../suites/resolveEpsilon.js';
import { tileCountFault } from '../tilings/tilings.js';
import { type RecipeDocument, readRecipeDocument } from './readRecipeDocument.js';

const scheduleDefaults: { readonly [Kind in Schedule['kind']]: Extract<Schedule, { kind: Kind }> } = {
  constant: { kind: 'constant' },
  step: { kind: 'step', everyEpochs: 25, factor: 0.5 },
  cosine: { kind: 'cosine', final: 0 },
  oneCycle: { kind: 'oneCycle', peakAt: 0.3, startDivisor: 25, endDivisor: 10_000 },
};

/** Values of the keys that a recipe may leave out, but for those that depend on others. */
export const recipeDefaults = {
  pixelScale: 0.25,
  seed: 1,
  startFrom: null,
  momentum: 0,
  tileRateExponent: 0,
  weightDecay: 1e-4,
  evaluateEveryEpochs: 1,
};

/**
 * Reads and validates a recipe and those that it extends, fills in defaults and makes an image folder's path absolute. Throws all
 * errors together as `UserErrors` with file, line, column and JSON pointer.
 */
export function parseRecipe(file: string): Recipe {
  const document = readRecipeDocument(file);
  const faults = schemaFaults(schemaValidator('recipe'), document.value);
  if (faults.length > 0) throw atTheirPlaces(document, faults);
  const written = document.value as WrittenRecipe;
  const misfits = [tilesFault(written.architecture), warmUpFault(written), epsilonFault(written.adversarial)].filter(
    (fault) => fault !== null,
  );
  if (misfits.length > 0) throw atTheirPlaces(document, misfits);
  return fillIn(written);
}

function atTheirPlaces(document: RecipeDocument, faults: readonly JsonFault[]): UserErrors {
  const documents = new Set(faults.map(({ path, key }) => document.documentOf(path, key)));
  const ownFaults = (file: JsonDocument) => faults.filter(({ path, key }) => document.documentOf(path, key) === file);
  return new UserErrors([...documents].flatMap((file) => file.faults(ownFaults(file)).errors));
}

function tilesFault({
  channels = baselineArchitecture.channels,
  tiles,
  tiling = 'none',
}: Partial<Architecture>): JsonFault | null {
  const path = ['architecture', 'tiles'];
  if (tiles === undefined) {
    const remedy = `add "tiles", e.g. [16, 4, 1]`;
    return tiling === 'none'
      ? null
      : { path: ['architecture'], expected: `"tiles" for tiling '${tiling}'`, found: 'none', remedy };
  }
  if (tiling === 'none' && tiles.some((count) => count > 1)) {
    return {
      path,
      expected: '1 tile each without tiling',
      found: JSON.stringify(tiles),
      remedy: 'add "tiling", e.g. "random"',
    };
  }
  if (tiles.length !== channels.length) {
    return {
      path,
      expected: `${channels.length} numbers, one per convolution`,
      found: `${tiles.length}`,
      remedy: 'give as many numbers of tiles as channels',
    };
  }
  const fault = tiles.map((count) => tileCountFault(tiling, count)).find((text) => text !== null);
  if (fault === undefined) return null;
  return { path, expected: `numbers of tiles that tiling '${tiling}' takes`, found: fault };
}

function epsilonFault(adversarial: WrittenRecipe['adversarial'] | undefined): JsonFault | null {
  const epsilon = adversarial?.epsilon;
  const value = resolveEpsilon(epsilon);
  if (epsilon === undefined || (value !== null && value > 0 && value <= 1)) return null;
  const expected = 'an epsilon above 0 and at most 1';
  return { path: ['adversarial', 'epsilon'], expected, found: JSON.stringify(epsilon), remedy: epsilonRemedy(epsilon) };
}

function warmUpFault({ epochs, warmUp }: WrittenRecipe): JsonFault | null {
  if (warmUp === undefined || warmUp.epochs <= epochs) return null;
  const expected = `a warm-up of at most ${epochs} epochs, those of the training`;
  const remedy = 'lower the epochs of "warmUp", or train longer';
  return { path: ['warmUp', 'epochs'], expected, found: String(warmUp.epochs), remedy };
}

function fillIn(written: WrittenRecipe & { $schema?: string; extends?: string }): Recipe {
  const {
    $schema: _,
    extends: __,
    dataset,
    architecture,
    adversarial,
    parseval,
    analogNoise,
    augmentation,
    warmUp,
    schedule,
    ...rest
  } = written;
  const channels = architecture.channels ?? baselineArchitecture.channels;
  const kind = schedule?.kind ?? 'constant';
  return {
    ...recipeDefaults,
    ...rest,
    dataset,
    architecture: { ...baselineArchitecture, tiles: channels.map(() => 1), ...architecture },
    schedule: { ...scheduleDefaults[kind], ...schedule } as Schedule,
    warmUp: { epochs: 0, divisor: 50, ...warmUp },
    augmentation: { mirror: false, brightness: 0, shift: 0, ...augmentation },
    // Absent keys stay absent, so that a recipe's hash, which checkpoints contain, does not change when new keys are added.
    ...(adversarial && { adversarial: fillInAdversarial(adversarial) }),
    ...(parseval && { parseval: { scale: 1, ...parseval } }),
    ...(analogNoise && { analogNoise }),
  };
}

function fillInAdversarial({
  attack,
  epsilon,
  share = 0.5,
}: NonNullable<WrittenRecipe['adversarial']>): AdversarialTraining {
  return { attack: resolveBasicAttack(attack), epsilon: resolveEpsilon(epsilon)!, share };
}
