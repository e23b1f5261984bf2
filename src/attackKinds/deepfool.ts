import { l2Ball } from '../perturbations/ball.js';
import type { SpecOf } from './attackKind.js';
import { basicKind } from './basicKind.js';
import { count, eot, notNegative } from './parameters.js';
import { addPasses, forwards, gradients, timesPasses } from './passes.js';
import { minimumNormSentence } from './phrases.js';

/** DeepFool (Moosavi-Dezfooli et al. 2015), L2. */
export const deepfool = basicKind({
  kind: 'deepfool',
  title: 'DeepFool',
  called: 'a deepfool attack',
  description: 'DeepFool: steps to the nearest boundary of the linearised network, in L2.',
  method: 'steps to the nearest boundary of the linearised network until the class changes, times 1 + overshoot',
  source: 'Moosavi-Dezfooli et al. 2015',
  perturbations: [l2Ball],
  parameters: {
    steps: count({ description: 'Maximum number of steps', default: 50 }),
    overshoot: notNegative({
      description: 'Extra distance beyond the boundary, as a share of the distance to it',
      default: 0.02,
    }),
    eot,
  },
  cost: { gradients: 'at most S T (K - 1)', forwards: 'at most S T' },
  passes: (spec, { classes }) => timesPasses(spec.steps * spec.eot, addPasses(forwards(1), gradients(classes - 1))),
  usesGradients: true,
  earlyEnd: 'always',
  sentence: ({ steps }) =>
    `DeepFool: up to ${steps} steps to the nearest boundary of the linearised network. ${minimumNormSentence}`,
});

/** Settings of the attack, resolved. */
export type DeepfoolSpec = SpecOf<typeof deepfool>;
