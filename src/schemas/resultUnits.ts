import { Type } from '@sinclair/typebox';
import type { Strength } from '../contract/suite.js';
import { closed, oneNameOf, part } from './parts.js';

/** A whole number of at least 0. */
export const count = part('count', Type.Integer({ title: 'a whole number of at least 0', minimum: 0 }));

/** A fraction in [0, 1]. */
export const fraction = part('fraction', Type.Number({ title: 'a fraction in [0, 1]', minimum: 0, maximum: 1 }));

/** SHA-256. */
export const hash = part('hash', Type.String({ title: 'a SHA-256 in hexadecimal', pattern: '^[0-9a-f]{64}$' }));

/** A name. */
export const name = part(
  'name',
  Type.String({
    title: 'a name of 1 to 100 letters, digits, ".", "_" and "-", not of dots alone',
    maxLength: 100,
    pattern: '^(?!\\.+$)[A-Za-z0-9._-]+$',
  }),
);

/** Id of an attack of the suite or the audit. */
export const attackId = part(
  'attackId',
  Type.String({
    title: 'the id of an attack: a name, after "audit:" if the audit added it',
    maxLength: 110,
    pattern: '^(audit:)?(?!\\.+$)[A-Za-z0-9._-]+$',
  }),
);

/** A range of images. */
export const range = part('range', Type.Tuple([count, count], { title: 'a range of image ids [from, to)' }));

/** A 95 % interval. */
export const interval = part(
  'interval',
  Type.Tuple([Type.Number(), Type.Number()], { title: 'both ends of a 95 % interval' }),
);

/** Reference of the signal norm |x|. */
export const snrReference = part('snrReference', oneNameOf(['pixel', 'centered']));

/** The metric of an assertion: one of the program's, or one that a plug-in defines. */
export const metric = part(
  'metric',
  Type.String({ title: 'the name of a metric', maxLength: 100, pattern: '^[A-Za-z][\\w.-]*$' }),
);

/** A sweep. */
export const strength = part(
  'strength',
  Type.Unsafe<Strength>({
    title: 'a sweep over epsilons, SNRs or severities',
    oneOf: [
      {
        type: 'object',
        additionalProperties: false,
        required: ['kind', 'epsilons'],
        properties: {
          kind: { const: 'epsilons' },
          epsilons: {
            type: 'array',
            items: { title: 'an epsilon of at least 0', type: 'number', minimum: 0 },
            minItems: 1,
          },
        },
      },
      {
        type: 'object',
        additionalProperties: false,
        required: ['kind', 'snrDb', 'snrReference'],
        properties: {
          kind: { const: 'snrDb' },
          snrDb: { type: 'array', items: { type: 'number' }, minItems: 1 },
          snrReference: snrReference,
        },
      },
      {
        type: 'object',
        additionalProperties: false,
        required: ['kind', 'severities'],
        properties: {
          kind: { const: 'severities' },
          severities: { type: 'array', items: { type: 'integer', minimum: 1, maximum: 5 }, minItems: 1 },
        },
      },
    ],
  }),
);

/** How stochastic models were evaluated. */
export const evaluation = part(
  'evaluation',
  closed(
    {
      draws: Type.Integer({ title: 'a whole number from 1 to 65535', minimum: 1, maximum: 65535 }),
      vote: Type.Integer({ title: 'a whole number of at least 1', minimum: 1 }),
      seed: Type.Integer({ title: 'a whole number of at least 0', minimum: 0 }),
    },
    { title: 'settings of the evaluation' },
  ),
);

/** The source model of a transfer attack. */
export const source = part(
  'source',
  closed(
    {
      model: Type.Optional(name),
      path: Type.Optional(Type.String()),
      frozenDraw: Type.Optional(Type.Integer({ minimum: 0 })),
    },
    { title: 'the source of a transfer attack', minProperties: 1, maxProperties: 1 },
  ),
);
