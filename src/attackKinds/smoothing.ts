import { Type } from '@sinclair/typebox';
import { l2Ball } from '../perturbations/ball.js';
import type { SpecOf } from './attackKind.js';
import { basicKind } from './basicKind.js';
import { count, positive } from './parameters.js';
import { forwards } from './passes.js';

/** Certificates by randomized smoothing (Cohen et al. 2019): a lower bound on the accuracy of the smoothed model under any attack. */
export const smoothing = basicKind({
  kind: 'smoothing',
  title: 'Smoothing certificate',
  called: 'a smoothing certificate',
  description:
    'Certificates by randomized smoothing: the share of images that no L2 perturbation of this size can break.',
  method:
    'the class that n0 draws of Gaussian noise name most often; radius sigma Phi^-1(p), p the Clopper-Pearson bound of its share in n further draws',
  source: 'Cohen et al. 2019',
  perturbations: [l2Ball],
  parameters: {
    sigma: positive({ description: 'Standard deviation of the noise on pixels in [0, 1]', default: 0.12 }),
    n0: count({ description: 'Draws that choose the class', default: 100 }),
    n: count({ description: 'Draws that its share is estimated from', default: 1000 }),
    alpha: Type.Number({
      title: 'a number above 0 and below 0.5',
      description: 'Chance that a certificate is wrong, for each image',
      exclusiveMinimum: 0,
      exclusiveMaximum: 0.5,
      default: 0.001,
    }),
  },
  cost: { gradients: '0', forwards: 'n0 + n' },
  passes: ({ n0, n }) => forwards(n0 + n),
  usesGradients: false,
  earlyEnd: 'never',
  sentence: ({ sigma, n0, n, alpha }) =>
    `Certificates by randomized smoothing with Gaussian noise of standard deviation ${sigma}: the class that ${n0} draws name most often, its share bounded from ${n} further draws; each certificate is wrong with a chance of at most ${alpha}. ` +
    'The figures are of the smoothed model, the majority under noise, and an image counts at every epsilon up to its radius. On a stochastic model noise and random draw are one.',
});

/** Settings of the certificate, resolved. */
export type SmoothingSpec = SpecOf<typeof smoothing>;
