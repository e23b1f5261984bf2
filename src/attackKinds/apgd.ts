import { l2Ball, linfBall } from '../perturbations/ball.js';
import type { SpecOf } from './attackKind.js';
import { basicKind } from './basicKind.js';
import { choiceOf, count, eot, norm, restarts } from './parameters.js';
import { addPasses, choice, forwards, gradients, timesPasses } from './passes.js';
import { restartText } from './phrases.js';

/** Number of target classes of the targeted loss: ranks 2 to 10 on the clean image. */
export function targetedClasses(classes: number): number {
  return Math.min(9, classes - 1);
}

const leastClasses = { ce: 2, cw: 2, dlr: 3, 'targeted-dlr': 4 } as const;

/** Auto-PGD (Croce & Hein 2020). */
export const apgd = basicKind({
  kind: 'apgd',
  title: 'APGD',
  called: 'an apgd attack',
  description: 'Auto-PGD: gradient steps with momentum; the step size is halved for each image separately.',
  method: 'PGD with momentum 0.75 from a random point of norm epsilon; the step starts at 2 eps; see below',
  source: 'Croce & Hein 2020',
  perturbations: [linfBall, l2Ball],
  parameters: {
    norm,
    loss: choiceOf(['ce', 'cw', 'dlr', 'targeted-dlr'], {
      description:
        'Cross-entropy, margin max z_j - z_y, difference of logits ratio, or the targeted ratio for each of the nearest classes',
      default: 'ce',
    }),
    targets: choiceOf(['all', 'next', 'least-likely', 'random'], {
      description:
        'Of targeted-dlr: each of the nearest classes in turn, the nearest, the least likely of the clean image, or one at random for each image',
      default: 'all',
    }),
    steps: count({ description: 'Steps', default: 100 }),
    restarts,
    eot,
  },
  cost: {
    gradients: 'P N (S + 1) T, N = R runs; with `targeted-dlr` R min(9, K - 1)',
    forwards: 'P N T if N > 1; T to rank the targets',
  },
  passes: (spec, { points, classes }) => {
    const isTargeted = spec.loss === 'targeted-dlr';
    const runs = spec.restarts * (isTargeted && spec.targets === 'all' ? targetedClasses(classes) : 1);
    const runPasses = addPasses(gradients(runs * (spec.steps + 1) * spec.eot), choice(runs, spec.eot));
    return addPasses(timesPasses(points, runPasses), forwards(isTargeted ? spec.eot : 0)); // ranked once
  },
  usesGradients: true,
  gradientsTaken: (spec) => spec.steps * spec.restarts * spec.eot,
  earlyEnd: 'whenFooled',
  leastClasses: ({ loss }) => leastClasses[loss],
  sentence: (spec) =>
    `Auto-PGD: ${spec.steps} steps on the loss ${spec.loss}${targetText(spec)}, step size halved per image${restartText(spec)}.`,
});

const targetTexts = {
  all: '',
  next: ' towards the nearest other class',
  'least-likely': ' towards the least likely class',
  random: ' towards a class at random',
} as const;

function targetText({ loss, targets }: { readonly loss: string; readonly targets: keyof typeof targetTexts }): string {
  return loss === 'targeted-dlr' ? targetTexts[targets] : '';
}

/** Settings of the attack, resolved. */
export type ApgdSpec = SpecOf<typeof apgd>;
