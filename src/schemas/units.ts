import { Type } from '@sinclair/typebox';
import { oneNameOf, part } from './parts.js';

/** Name of a suite, a model or an attack. */
export const name = part(
  'name',
  Type.String({
    title: 'a name of 1 to 100 letters, digits, ".", "_" and "-", not of dots alone',
    maxLength: 100,
    pattern: '^(?!\\.+$)[A-Za-z0-9._-]+$',
  }),
);

/** Path of a file or a folder. */
export const path = part('path', Type.String({ title: 'a path', pattern: '\\S' }));

/** A whole number, for example of draws or steps. */
export const count = part(
  'count',
  Type.Integer({ title: 'a whole number from 1 to 65535', minimum: 1, maximum: 65535 }),
);

/** An epsilon as written in suites. */
export const epsilon = part(
  'epsilon',
  Type.Union(
    [Type.Number({ minimum: 0, maximum: 1 }), Type.String({ pattern: '^[0-9]+(\\.[0-9]+)?/[0-9]+(\\.[0-9]+)?$' })],
    {
      title: 'an epsilon: a number in [0, 1] or a fraction such as "8/255"',
      description: 'Size of the perturbation on pixels in [0, 1].',
      examples: ['2/255', '8/255', 0.1],
    },
  ),
);

/** An epsilon by which an assertion selects points. */
export const selectedEpsilon = part(
  'selectedEpsilon',
  Type.Union(
    [Type.Number({ minimum: 0, maximum: 1000 }), Type.String({ pattern: '^[0-9]+(\\.[0-9]+)?/[0-9]+(\\.[0-9]+)?$' })],
    {
      title: 'an epsilon: a number in [0, 1] or a fraction such as "8/255"',
      description: "A value from the attack's sweep; may exceed 1 for an L2 attack.",
    },
  ),
);

/** A radius of the L2 ball as written in suites. */
export const radius = part(
  'radius',
  Type.Union(
    [Type.Number({ minimum: 0, maximum: 1000 }), Type.String({ pattern: '^[0-9]+(\\.[0-9]+)?/[0-9]+(\\.[0-9]+)?$' })],
    {
      title: 'a radius: a number in [0, 1000] or a fraction such as "128/255"',
      description: 'Euclidean norm of the perturbation on pixels in [0, 1].',
      examples: [0.5, 2, '128/255'],
    },
  ),
);

/** SNRs in dB that a suite may ask for. */
export const snrRange = { least: -40, most: 120 } as const;

/** A signal-to-noise ratio. */
export const snrDb = part(
  'snrDb',
  Type.Number({
    title: `an SNR in dB between ${snrRange.least} and ${snrRange.most}`,
    description:
      'Signal-to-noise ratio 20 log10(|x| / |perturbation|). 33 dB is about the threshold of human perception.',
    minimum: snrRange.least,
    maximum: snrRange.most,
    examples: [33],
  }),
);

/** Reference of the signal norm |x|. */
export const snrReference = part(
  'snrReference',
  oneNameOf(['pixel', 'centered'], {
    description:
      "How |x| is computed: from the pixels (default), or from the pixels minus the data set's channel means, as in the paper.",
    default: 'pixel',
  }),
);
