import { Type } from '@sinclair/typebox';
import {
  analogDevices,
  analogGradients,
  boundManagements,
  driftCompensations,
  noiseManagements,
} from '../contract/analog.js';
import { tileReductions } from '../contract/modelReading.js';
import { closed, oneNameOf, part } from './parts.js';
import { attackId, count, hash, name, range } from './resultUnits.js';

/** The environment of the run. */
export const environment = part(
  'environment',
  closed(
    {
      date: Type.String(),
      node: Type.String(),
      tfjs: Type.String(),
      harness: Type.String(),
      numerics: Type.String({ description: 'Hash of the code that computes the results.' }),
      backend: Type.String(),
      simd: Type.String(),
      cpu: Type.String(),
      workers: count,
      git: Type.Union([Type.Null(), closed({ commit: Type.String(), dirty: Type.Boolean() })], {
        title: 'a commit, or null outside a checkout',
      }),
      durationMs: Type.Number({ minimum: 0 }),
      computedCells: count,
      cachedCells: count,
    },
    { title: 'the environment' },
  ),
);

/** The data set. */
export const dataset = part(
  'dataset',
  closed(
    {
      name: Type.String(),
      split: Type.String(),
      images: count,
      sha256: hash,
      classNames: Type.Array(Type.String()),
      channelMeans: Type.Array(Type.Number()),
      notes: Type.Optional(Type.Array(Type.String())),
    },
    { title: 'a data set' },
  ),
);

/** A model. */
export const model = part(
  'model',
  closed(
    {
      reading: Type.Optional(
        closed(
          {
            format: name,
            outputs: oneNameOf(['logits', 'probabilities', 'logProbabilities']),
            notes: Type.Array(Type.String()),
          },
          { title: 'how the model was read' },
        ),
      ),
      id: name,
      label: Type.String(),
      path: Type.String(),
      sha256: hash,
      parameters: closed({ convolution: count, total: count }, { title: 'numbers of parameters' }),
      tiles: Type.Array(count),
      scheme: Type.String(),
      stochastic: Type.Boolean(),
      reduces: Type.Optional(name),
      reduce: Type.Optional(oneNameOf(tileReductions)),
      analog: Type.Optional(
        closed(
          {
            device: oneNameOf(analogDevices),
            chip: count,
            time: Type.Number({ minimum: 0 }),
            compensation: oneNameOf(driftCompensations),
            rows: count,
            converters: Type.Optional(
              closed(
                {
                  inputBits: Type.Optional(count),
                  outputBits: Type.Optional(count),
                  outputBound: Type.Optional(Type.Number()),
                  outputNoise: Type.Number({ minimum: 0 }),
                  weightNoise: Type.Number({ minimum: 0 }),
                  noiseManagement: oneNameOf(noiseManagements),
                  inputRange: Type.Optional(Type.Union([Type.Number(), Type.Record(Type.String(), Type.Number())])),
                  boundManagement: oneNameOf(boundManagements),
                },
                { title: 'converters' },
              ),
            ),
            gradient: Type.Optional(oneNameOf(analogGradients)),
          },
          { title: 'analog hardware' },
        ),
      ),
    },
    { title: 'a model' },
  ),
);

/** A cell that failed. */
export const failure = part(
  'failure',
  closed({ model: name, attack: attackId, images: range, error: Type.String() }, { title: 'a cell that failed' }),
);
