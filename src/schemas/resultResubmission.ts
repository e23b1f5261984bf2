import { Type } from '@sinclair/typebox';
import { closed, part } from './parts.js';
import { attackId, count, fraction, interval, name } from './resultUnits.js';

const chance = part(
  'chance',
  closed({ success: fraction, interval: interval }, { title: 'a probability with its 95 % interval' }),
);

/** The gain from submitting the same image several times. */
export const resubmission = part(
  'resubmission',
  closed(
    {
      model: name,
      attack: attackId,
      point: Type.Integer({ title: "a point of the attack's sweep, from 0", minimum: 0 }),
      tries: Type.Array(
        closed({
          tries: count,
          clean: chance,
          attacked: chance,
          difference: closed(
            { success: Type.Number(), interval: interval },
            { title: 'attacked minus clean, paired by image' },
          ),
        }),
        { description: 'Probability that at least one of this many submissions of an image is misclassified.' },
      ),
    },
    { title: 'success of resubmitting the same image' },
  ),
);
