import { l2Ball } from '../perturbations/ball.js';
import type { SpecOf } from './attackKind.js';
import { basicKind } from './basicKind.js';
import {
  count,
  eot,
  leastTargetedClasses,
  notNegative,
  optionalChoice,
  type TargetChoice,
  targetChoices,
  targetRuns,
} from './parameters.js';
import { addPasses, forwards, gradients, ranking, timesPasses } from './passes.js';
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
    targets: optionalChoice(targetChoices, {
      description:
        'Classes among which each step takes the nearest boundary: the likeliest other one of the clean image, the least likely, one at random for each image, or the nine likeliest',
      leftOut: 'all other classes',
    }),
  },
  cost: {
    gradients: 'at most S T (K - 1); with `targets` S N T',
    forwards: 'at most S T; with `targets` T more',
  },
  passes: (spec, { classes }) => {
    const others = spec.targets === undefined ? classes - 1 : targetRuns(spec.targets, classes);
    return addPasses(timesPasses(spec.steps * spec.eot, addPasses(forwards(1), gradients(others))), ranking(spec));
  },
  usesGradients: true,
  earlyEnd: 'always',
  leastClasses: leastTargetedClasses,
  sentence: ({ steps, targets }) =>
    `DeepFool: up to ${steps} steps to ${boundaries[targets ?? 'any']} of the linearised network. ${minimumNormSentence}`,
});

const boundaries = {
  any: 'the nearest boundary',
  all: 'the nearest boundary with the nine likeliest other classes',
  next: 'the boundary with the likeliest other class',
  'least-likely': 'the boundary with the least likely class',
  random: 'the boundary with a class at random',
} as const satisfies Record<TargetChoice | 'any', string>;

/** Settings of the attack, resolved. */
export type DeepfoolSpec = SpecOf<typeof deepfool>;
