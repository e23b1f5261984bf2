import { Type } from '@sinclair/typebox';
import { reductions } from '../contract/reductionRecord.js';
import { closed, oneNameOf, orNull, sha256Hash } from './parts.js';

/** reduction.json, which `rapa reduce` writes beside the model. */
export const reduction = closed(
  {
    schemaVersion: Type.Literal(1),
    by: oneNameOf(reductions, { description: 'How the tile of each output channel was chosen.' }),
    source: closed({
      folder: Type.String({ minLength: 1, description: 'Of the tiled model, relative to that of this file.' }),
      weightsSha256: sha256Hash("Of the tiled model's weights."),
    }),
    layers: Type.Array(
      closed({
        name: Type.String({ minLength: 1 }),
        tiles: Type.Integer({ minimum: 2 }),
        chosen: orNull(
          Type.Array(Type.Integer({ minimum: 0 }), {
            description: 'The tile that each output channel is from; null: the mean of all.',
          }),
        ),
      }),
      { minItems: 1 },
    ),
  },
  { title: 'Reduction record', description: 'The tiled model that an ordinary one was made from, and how.' },
);
