import { Type } from '@sinclair/typebox';
import { closed, oneNameOf, part } from './parts.js';

import { attackId, count, interval, name } from './resultUnits.js';

const proportion = closed({ hits: count, total: count, interval }, { title: 'hits of a total with a 95 % interval' });

const gainPart = part(
  'gainPart',
  closed(
    {
      part: oneNameOf(['reference', 'other', 'mean', 'reduced', 'known', 'fresh']),
      model: name,
      attack: attackId,
      eot: Type.Union([Type.Null(), Type.Integer({ minimum: 1 })], { title: 'averaged draws, or null' }),
      clean: proportion,
      relative: proportion,
      reduction: Type.Union([Type.Null(), Type.Number()], { title: 'a reduction of the gap, or null' }),
      reductionInterval: Type.Union([Type.Null(), interval], { title: 'a 95 % interval, or null' }),
    },
    { title: 'one network or one kind of draws' },
  ),
);

/** Where the gain of a tiled model sits. */
export const decomposition = part(
  'decomposition',
  closed(
    {
      model: name,
      attack: attackId,
      point: Type.Integer({ title: "a point of the attack's sweep, from 0", minimum: 0 }),
      parts: Type.Array(gainPart),
    },
    { title: 'where the gain of a model sits' },
  ),
);
