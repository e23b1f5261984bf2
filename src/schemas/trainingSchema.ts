import { Type } from '@sinclair/typebox';
import { tilingNames } from '../contract/architecture.js';
import { closed, oneNameOf, orNull, sha256Hash } from './parts.js';
import { recipe } from './recipeSchema.js';

const share = (description: string) => Type.Number({ description, minimum: 0, maximum: 1 });

/** A recipe as a training used it: with its defaults. */
const usedRecipe = {
  ...recipe,
  title: 'a recipe with its defaults',
  description: 'The recipe of the training, with its defaults.',
  properties: {
    ...recipe.properties,
    architecture: {
      ...recipe.properties.architecture,
      required: ['channels', 'kernelSize', 'pooling', 'tiling', 'tiles'],
      properties: {
        ...recipe.properties.architecture.properties,
        tiling: oneNameOf(tilingNames),
      },
    },
    startFrom: orNull(Type.String({ minLength: 1 })),
    adversarial: Type.Object({ attack: Type.Object({}), epsilon: Type.Number(), share: Type.Number() }),
  },
};

/** training.json, which a training writes beside the model. */
export const training = closed(
  {
    schemaVersion: Type.Literal(1),
    recipe: Type.Unsafe<object>(usedRecipe),
    dataset: closed({
      name: Type.String({ minLength: 1 }),
      trainSha256: sha256Hash('Of the training images.'),
      testSha256: sha256Hash('Of the test images.'),
    }),
    startWeightsSha256: Type.Optional(
      orNull(sha256Hash('Of the weights that the training started from; null or absent: from random ones.')),
    ),
    epochs: Type.Array(
      closed({
        epoch: Type.Integer({ minimum: 1 }),
        learningRate: Type.Number({ minimum: 0 }),
        trainLoss: Type.Number(),
        runningTrainError: share('Over the augmented images of the epoch.'),
        testError: orNull(share('null in epochs without evaluation.')),
      }),
    ),
    final: closed({
      trainError: share('After the last epoch, without augmentation.'),
      testError: share('After the last epoch.'),
      testConfidence: share('Mean probability of the predicted class over the test images.'),
    }),
    best: closed({ epoch: Type.Integer({ minimum: 1 }), testError: share('The lowest of any epoch.') }),
    weightsSha256: sha256Hash('Of weights.bin.'),
    environment: closed({
      node: Type.String(),
      tfjs: Type.String(),
      backend: Type.String(),
      simd: Type.String(),
      fault: Type.Optional(
        Type.String({ description: 'Why vectors of 256 bits were off although the engine has them.' }),
      ),
      cpu: Type.String(),
    }),
    durationMs: Type.Number({ minimum: 0 }),
  },
  { title: 'Training record', description: 'How a model was trained, and the results.' },
);
