import { Type } from '@sinclair/typebox';
import { corruptionGroups, corruptionNames } from '../attackKinds/corruption.js';
import { closed, oneNameOf, orNull, part } from './parts.js';
import { attackId, count, interval, name, range } from './resultUnits.js';

const amongRight = closed(
  { hits: count, total: count, interval: interval },
  { title: 'hits among the images classified correctly without an attack' },
);

const point = part(
  'point',
  closed(
    {
      epsilon: Type.Number({ description: 'Mean over the images, on pixels in [0, 1].' }),
      snrDb: closed(
        { target: orNull(Type.Number()), mean: orNull(Type.Number()) },
        { title: 'requested and measured SNRs in dB' },
      ),
      hits: count,
      total: count,
      interval: interval,
      relative: amongRight,
      outcomes: Type.String({
        description: 'Hits of each image, packed: base64 of zlib-deflated bytes; with one draw, one bit per image.',
      }),
    },
    { title: 'a point of a sweep' },
  ),
);

const resultPart = part(
  'part',
  closed(
    {
      images: range,
      epsilonSum: Type.Array(Type.Number()),
      snrDbSum: Type.Array(Type.Number()),
      snrDbCount: Type.Array(count),
    },
    { title: 'sums of one computed cell' },
  ),
);

/** The curve of a model under an attack; curves are under the key `cells`. */
export const cell = part(
  'cell',
  closed(
    {
      model: name,
      attack: attackId,
      draws: Type.Integer({ title: 'a whole number from 1 to 65535', minimum: 1, maximum: 65535 }),
      clean: closed(
        {
          hits: count,
          total: count,
          interval: interval,
          outcomes: Type.String({
            description: 'Hits of each image, packed: base64 of zlib-deflated bytes; with one draw, one bit per image.',
          }),
        },
        { title: 'hits without an attack' },
      ),
      points: Type.Array(point),
      parts: Type.Array(resultPart, { minItems: 1 }),
      distances: Type.Optional(
        Type.Array(orNull(Type.Number({ minimum: 0 })), {
          description:
            "For attacks that search for the nearest examples: each image's distance in the attack's norm; null if none was found, 0 if the clean image is misclassified.",
        }),
      ),
      mistakes: Type.Optional(
        closed(
          {
            labels: Type.String({
              description: 'True class of each image, packed: a byte each, two above 255 classes.',
            }),
            points: Type.Array(Type.String(), {
              description:
                'By point: 1 + the wrong class that most draws name of each image, 0 where none errs, packed as the labels are.',
            }),
            most: Type.Optional(
              Type.Integer({
                minimum: 1,
                maximum: 65_535,
                description:
                  'The largest of these numbers, if the model has answered with outputs beyond the classes; above 255 all take two bytes.',
              }),
            ),
          },
          { title: 'what images show and what the model takes them for' },
        ),
      ),
      zeroGradients: Type.Optional(
        Type.String({
          description:
            'For audit cells that count zero gradients: the number of draws of each image with a zero loss gradient, packed like outcomes.',
        }),
      ),
    },
    { title: 'a model under an attack' },
  ),
);

/** A gap to perfect robustness. */
export const gap = part(
  'gap',
  closed(
    {
      model: name,
      attack: name,
      snrDb: Type.Number(),
      method: oneNameOf(['point', 'interpolated']),
      relativeAccuracy: Type.Number(),
      gap: Type.Number(),
      gapInterval: interval,
      reduction: orNull(Type.Number()),
      reductionInterval: Type.Union([Type.Null(), Type.Tuple([Type.Number(), Type.Number()])], {
        title: 'both ends of a 95 % interval, or null',
      }),
    },
    { title: 'a gap to perfect robustness' },
  ),
);

/** The robustness of each class under an attack. */
export const classes = part(
  'classes',
  closed(
    {
      model: name,
      attack: name,
      point: Type.Integer({ title: "a point of the attack's sweep, from 0", minimum: 0 }),
      classes: Type.Array(
        closed({ label: count, images: count, hits: count, total: count, interval: interval, relative: amongRight }),
      ),
      broken: Type.Array(closed({ from: count, to: count, images: count }), {
        description:
          'Images that most draws classify correctly without attack but not under attack, by true and predicted class, most frequent first.',
      }),
    },
    { title: 'the robustness of each class under an attack' },
  ),
);

/** A mean accuracy over corruptions. */
export const corruption = part(
  'corruption',
  closed(
    {
      model: name,
      source: oneNameOf(['computed', 'published']),
      group: oneNameOf(['mean', ...corruptionGroups]),
      corruptions: Type.Array(oneNameOf(corruptionNames), { minItems: 1 }),
      hits: count,
      total: count,
      interval: interval,
    },
    { title: 'accuracy over images, severities and corruptions' },
  ),
);

/** A worst case over attacks. */
export const worst = part(
  'worst',
  closed(
    {
      model: name,
      attacks: Type.Array(name, { minItems: 2 }),
      axis: oneNameOf(['snrDb', 'epsilon']),
      bound: Type.String({ description: 'The SNR reference, or what the epsilon bounds.' }),
      value: Type.Number({ description: 'dB, or epsilon on pixels in [0, 1].' }),
      hits: count,
      total: count,
      interval: interval,
      relative: amongRight,
    },
    { title: "a model's worst case over the attacks with the same strength" },
  ),
);

const prediction = part('prediction', closed({ class: count, confidence: Type.Number() }, { title: 'a prediction' }));

/** An attacked image shown in reports. */
export const picture = part(
  'picture',
  closed(
    {
      model: name,
      attack: name,
      image: count,
      label: count,
      epsilon: Type.Number(),
      snrDb: orNull(Type.Number()),
      shape: Type.Tuple([count, count, count], { title: 'height, width and channels' }),
      clean: prediction,
      adversarial: prediction,
      cleanPixels: Type.String(),
      adversarialPixels: Type.String(),
      perturbationPixels: Type.String(),
    },
    { title: 'a picture of an attacked image' },
  ),
);
