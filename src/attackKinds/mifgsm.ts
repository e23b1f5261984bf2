import { Type } from '@sinclair/typebox';
import { linfBall } from '../perturbations/ball.js';
import type { SpecOf } from './attackKind.js';
import { basicKind } from './basicKind.js';
import { count, eot, leastTargetedClasses, targetRuns, targets } from './parameters.js';
import { addPasses, ranking, runsAtPoint, timesPasses } from './passes.js';
import { targetText } from './phrases.js';

/** Momentum iterative FGSM (Dong et al. 2017). */
export const mifgsm = basicKind({
  kind: 'mifgsm',
  title: 'MI-FGSM',
  called: 'an mifgsm attack',
  description: 'Momentum iterative FGSM: steps of epsilon / steps along the sign of accumulated gradients.',
  method: 'm <- decay m + g / abs(g)_1, x <- P(x + eps / steps sign(m))',
  source: 'Dong et al. 2017',
  perturbations: [linfBall],
  parameters: {
    steps: count({ description: 'Steps', default: 10 }),
    decay: Type.Number({
      title: 'a number in [0, 1]',
      description: 'Share of the accumulated gradient kept at each step',
      minimum: 0,
      maximum: 1,
      default: 1,
    }),
    eot,
    targets,
  },
  cost: { gradients: 'P S T; with `targets` P N S T', forwards: '0; with `targets` T, and P N T if N > 1' },
  passes: (spec, { points, classes }) => {
    const runs = targetRuns(spec.targets, classes);
    return addPasses(timesPasses(points, runsAtPoint(runs, spec.steps, spec.eot)), ranking(spec));
  },
  usesGradients: true,
  gradientsTaken: (spec) => spec.steps * spec.eot,
  earlyEnd: 'whenFooled',
  leastClasses: leastTargetedClasses,
  sentence: (spec) =>
    `Momentum iterative FGSM: ${spec.steps} steps of epsilon / ${spec.steps} along the sign of the accumulated gradient${targetText(spec)}, with decay ${spec.decay}.`,
});

/** Settings of the attack, resolved. */
export type MifgsmSpec = SpecOf<typeof mifgsm>;
