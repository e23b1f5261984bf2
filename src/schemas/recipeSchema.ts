import { type TProperties, Type } from '@sinclair/typebox';
import { poolings, tilingNames } from '../contract/architecture.js';
import type { Schedule } from '../contract/recipe.js';
import { datasetNames } from '../contract/suite.js';
import { closed, implies, oneNameOf, orNull, type Read } from './parts.js';
import type { WrittenEpsilon, WrittenSettings } from './suiteSchema.js';

/** A model's folder below models/: it cannot lead out of it. */
const modelName = {
  title: 'a name of letters, digits, ".", "_" and "-", or several with "/" between them, none of dots alone',
  pattern: '^(?!\\.+(/|$))[A-Za-z0-9._-]+(/(?!\\.+(/|$))[A-Za-z0-9._-]+)*$',
};

/** The keys of a kind of schedule. */
function where(kind: Schedule['kind'], keys: TProperties): object {
  return implies({ properties: { kind: { const: kind } } }, closed({ kind: Type.Optional(Type.Unknown()), ...keys }));
}

/** A training recipe as written. */
export const recipe = closed(
  {
    $schema: Type.Optional(Type.String()),
    extends: Type.Optional(
      Type.String({
        description:
          'Another recipe file, relative to this one, whose keys are inherited unless given here. Objects are merged key by key, except "schedule"; the name is never inherited.',
        minLength: 1,
      }),
    ),
    name: Type.String({
      ...modelName,
      description: 'The model is written to models/<name>.',
    }),
    dataset: closed({
      name: oneNameOf(datasetNames),
      path: Type.Optional(
        Type.String({ description: 'imageFolder only: the folder, relative to this file.', minLength: 1 }),
      ),
      orientation: Type.Optional(
        oneNameOf(['stored', 'exif'], {
          description: 'imageFolder only: exif applies the EXIF orientation; default stored, which ignores it.',
          default: 'stored',
        }),
      ),
    }),
    architecture: closed(
      {
        channels: Type.Optional(
          Type.Array(Type.Integer({ minimum: 1 }), {
            description: 'Output channels of each convolution; default [32, 32, 64].',
            minItems: 1,
          }),
        ),
        kernelSize: Type.Optional(
          Type.Integer({ minimum: 1, maximum: 31, description: 'Side length of the kernels; default 5.' }),
        ),
        pooling: Type.Optional(
          oneNameOf(poolings, { description: 'Applies to every pool except the last, which is average; default max.' }),
        ),
        tiling: Type.Optional(oneNameOf(tilingNames)),
        tiles: Type.Optional(
          Type.Array(Type.Integer({ minimum: 1 }), {
            description: 'Number of tiles of each convolution; default 1 each.',
            minItems: 1,
          }),
        ),
        responseNormalization: Type.Optional(
          orNull(
            closed(
              {
                depthRadius: Type.Integer({ minimum: 1 }),
                bias: Type.Number({ exclusiveMinimum: 0 }),
                alpha: Type.Number({ minimum: 0 }),
                beta: Type.Number({ minimum: 0 }),
              },
              { description: 'x / (bias + alpha sum x^2)^beta over 2 depthRadius + 1 channels; null: none.' },
            ),
          ),
        ),
        initialisation: Type.Optional(
          oneNameOf(['independent', 'replicated'], {
            description: 'Whether the tiles start with different or identical filters.',
          }),
        ),
      },
      {
        description:
          'Per stage: convolution, ReLU, local response normalisation, 2x2 pooling; then one fully connected layer.',
      },
    ),
    pixelScale: Type.Optional(
      Type.Number({
        description: 'Divides pixels after the channel means are subtracted; default 0.25.',
        exclusiveMinimum: 0,
      }),
    ),
    seed: Type.Optional(Type.Integer({ minimum: 0, description: 'Default 1.' })),
    startFrom: Type.Optional(
      Type.String({
        ...modelName,
        description:
          'A trained model under models/, e.g. cifar10/baseline, to start from; its kernels are copied to every tile.',
      }),
    ),
    epochs: Type.Integer({ minimum: 1 }),
    batchSize: Type.Integer({ minimum: 1 }),
    learningRate: Type.Number({ exclusiveMinimum: 0 }),
    momentum: Type.Optional(Type.Number({ minimum: 0, exclusiveMaximum: 1, description: 'Default 0: plain SGD.' })),
    tileRateExponent: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 1,
        description:
          'Gradients of a layer with n tiles are multiplied by n to this power; default 0. At 1 the mean over tiles is updated like an ordinary convolution.',
      }),
    ),
    schedule: Type.Optional(
      Type.Object(
        { kind: oneNameOf(['constant', 'step', 'cosine', 'oneCycle']) },
        {
          allOf: [
            where('constant', {}),
            where('step', {
              everyEpochs: Type.Number({ exclusiveMinimum: 0 }),
              factor: Type.Number({ exclusiveMinimum: 0, maximum: 1 }),
            }),
            where('cosine', { final: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })) }),
            where('oneCycle', {
              peakAt: Type.Optional(Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 1 })),
              startDivisor: Type.Optional(Type.Number({ minimum: 1 })),
              endDivisor: Type.Optional(Type.Number({ minimum: 1 })),
            }),
          ],
        },
      ),
    ),
    warmUp: Type.Optional(
      closed(
        {
          epochs: Type.Number({ minimum: 0 }),
          divisor: Type.Optional(Type.Number({ minimum: 1, description: 'Default 50.' })),
        },
        { description: 'The first epochs use the learning rate / divisor; the paper: 1 or 5 epochs, divisor 50.' },
      ),
    ),
    weightDecay: Type.Optional(
      Type.Number({ minimum: 0, description: 'Multiplied by the learning rate; default 0.0001.' }),
    ),
    augmentation: Type.Optional(
      closed({
        mirror: Type.Optional(
          Type.Boolean({ description: 'Horizontal mirroring with probability 1/2; default false.' }),
        ),
        brightness: Type.Optional(
          Type.Number({ minimum: 0, maximum: 1, description: 'Largest amount added or subtracted; default 0.' }),
        ),
        shift: Type.Optional(Type.Integer({ minimum: 0, description: 'Largest shift in pixels; default 0.' })),
      }),
    ),
    adversarial: Type.Optional(
      closed(
        {
          attack: Type.Unsafe<WrittenSettings>({ $ref: 'suite.schema.json#/definitions/basicAttack' }),
          epsilon: Type.Unsafe<WrittenEpsilon>({ $ref: 'suite.schema.json#/definitions/epsilon' }),
          share: Type.Optional(
            Type.Number({
              description: 'Share of the images of a mini-batch, at least one image; default 0.5.',
              exclusiveMinimum: 0,
              maximum: 1,
            }),
          ),
        },
        { description: 'A share of each mini-batch is replaced by adversarial examples of the current network.' },
      ),
    ),
    parseval: Type.Optional(
      closed(
        {
          beta: Type.Number({ exclusiveMinimum: 0, maximum: 0.5 }),
          scale: Type.Optional(
            Type.Number({
              description: 'Target singular value of the kernel matrices; default 1.',
              exclusiveMinimum: 0,
            }),
          ),
        },
        {
          description:
            'Parseval regularisation: after each step K <- (1 + beta) K - beta / scale^2 K K^T K for every kernel matrix of a convolution.',
        },
      ),
    ),
    analogNoise: Type.Optional(
      closed(
        {
          weight: Type.Number({
            exclusiveMinimum: 0,
            maximum: 1,
            description: "Standard deviation of the noise, as a share of the tile's largest absolute weight.",
          }),
        },
        {
          description:
            'Training for analog hardware: each mini-batch is computed with normal noise on every weight of a kernel matrix; the update goes to the weights without noise.',
        },
      ),
    ),
    holdOut: Type.Optional(
      Type.Integer({
        description:
          'Number of training images, the last ones, that are held out and tested on instead of the test images, to choose settings. Default 0.',
        minimum: 1,
      }),
    ),
    evaluateEveryEpochs: Type.Optional(Type.Integer({ minimum: 1, description: 'Default 1.' })),
  },
  { title: 'Training recipe', description: 'Everything that determines a trained model, together with the data.' },
);

/** A recipe as written, accepted by the schema. */
export type WrittenRecipe = Read<typeof recipe>;
