import { l2Ball } from '../perturbations/ball.js';
import type { SpecOf } from './attackKind.js';
import { basicKind } from './basicKind.js';
import { count, eot, leastTargetedClasses, nearestTargets, notNegative, positive, targetRuns } from './parameters.js';
import { addPasses, gradients, ranking } from './passes.js';
import { minimumNormSentence, targetText } from './phrases.js';

/** Carlini & Wagner's L2 attack (2016). */
export const cw = basicKind({
  kind: 'cw',
  title: 'C&W',
  called: 'a cw attack',
  description: "Carlini and Wagner's attack: the smallest L2 perturbation by optimisation.",
  method: "Adam on abs(x' - x)^2 + c max(confidence - margin, 0), x' = (tanh(w) + 1) / 2, and a binary search for c",
  source: 'Carlini & Wagner 2016',
  perturbations: [l2Ball],
  parameters: {
    searchSteps: count({ description: 'Constants tried', default: 9 }),
    steps: count({ description: 'Adam steps for each constant', default: 200 }),
    learningRate: positive({ description: 'Learning rate of Adam', default: 0.05 }),
    confidence: notNegative({ description: 'Logit margin to reach', default: 0 }),
    initialConstant: positive({ description: 'Initial weight of the margin relative to the norm', default: 0.01 }),
    eot,
    targets: nearestTargets,
  },
  cost: {
    gradients: 'searchSteps (S + 1) T; with `targets` N searchSteps (S + 1) T',
    forwards: '0; with `targets` T',
  },
  passes: (spec, { classes }) => {
    const runs = targetRuns(spec.targets, classes);
    return addPasses(gradients(runs * spec.searchSteps * (spec.steps + 1) * spec.eot), ranking(spec));
  },
  usesGradients: true,
  earlyEnd: 'never',
  leastClasses: leastTargetedClasses,
  sentence: (spec) =>
    `Carlini and Wagner's attack: the smallest perturbation that Adam finds in ${spec.searchSteps} searches of ${spec.steps} steps${targetText(spec)}. ${minimumNormSentence}`,
});

/** Settings of the attack, resolved. */
export type CwSpec = SpecOf<typeof cw>;
