import { l1Ball, l2Ball, linfBall } from '../perturbations/ball.js';
import type { SpecOf } from './attackKind.js';
import { basicKind } from './basicKind.js';
import { choiceOf, count, eot, optionalChoice, restarts, targetedClasses } from './parameters.js';
import { addPasses, choice, forwards, gradients, timesPasses } from './passes.js';
import { restartText } from './phrases.js';

/** Number of classes that MALT ranks (Melamed et al. 2024). */
export function maltClasses(classes: number): number {
  return Math.min(100, classes - 1);
}

/** A part of a run in the ball of a multiple of the radius. */
export interface ApgdStage {
  readonly radii: number;
  readonly steps: number;
}

/** The parts of a run of APGD, in turn: one, or the three of multi-eps-APGD (Croce & Hein 2021). */
export function apgdStages({
  schedule,
  steps,
}: {
  readonly schedule?: 'multi-eps';
  readonly steps: number;
}): ApgdStage[] {
  if (schedule === undefined) return [{ radii: 1, steps }];
  const first = Math.ceil(0.3 * steps);
  return [
    { radii: 3, steps: first },
    { radii: 2, steps: first },
    { radii: 1, steps: steps - 2 * first },
  ];
}

/** Gradients of one run: one at the start of each part, and one after each step. */
export function apgdGradients(spec: Parameters<typeof apgdStages>[0]): number {
  return apgdStages(spec).reduce((sum, { steps }) => sum + steps + 1, 0);
}

const leastClasses = { ce: 2, cw: 2, dlr: 3, 'targeted-dlr': 4 } as const;

/** Auto-PGD (Croce & Hein 2020). */
export const apgd = basicKind({
  kind: 'apgd',
  title: 'APGD',
  called: 'an apgd attack',
  description:
    'Auto-PGD: gradient steps with momentum, in L1 sparse steps; the step size is adapted for each image separately.',
  method:
    'PGD with momentum 0.75 from a random point of norm epsilon; the step starts at 2 eps; in L1 sparse steps; see below',
  source: 'Croce & Hein 2020, 2021',
  perturbations: [linfBall, l2Ball, l1Ball],
  parameters: {
    norm: choiceOf(['linf', 'l2', 'l1'], {
      description:
        'What epsilon bounds: linf, the largest change of a value; l2, the Euclidean norm of all changes; or l1, the sum of absolute changes',
      default: 'linf',
    }),
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
    targetOrder: optionalChoice(['malt'], {
      description:
        "Order of the targets next and all: malt divides each class's logit difference by the dual norm of its gradient, among the 100 likeliest classes",
      leftOut: 'by logit',
    }),
    schedule: optionalChoice(['multi-eps'], {
      description:
        'In L1, the radius: multi-eps takes 30 % of the steps in a ball of three times the radius, 30 % in one of twice, and the others in the ball itself',
      leftOut: 'the radius throughout',
    }),
    steps: count({ description: 'Steps', default: 100 }),
    restarts,
    eot,
  },
  cost: {
    gradients: 'P N (S + 1) T, N = R runs; with `targeted-dlr` R min(9, K - 1); with `multi-eps` P N (S + 3) T',
    forwards: 'P N T if N > 1; T to rank the targets; with `malt` min(100, K - 1) T gradients more',
  },
  passes: (spec, { points, classes }) => {
    const isTargeted = spec.loss === 'targeted-dlr';
    const runs = spec.restarts * (isTargeted && spec.targets === 'all' ? targetedClasses(classes) : 1);
    const runPasses = addPasses(gradients(runs * apgdGradients(spec) * spec.eot), choice(runs, spec.eot));
    const malt = spec.targetOrder === 'malt' ? gradients(maltClasses(classes) * spec.eot) : gradients(0);
    return addPasses(timesPasses(points, runPasses), forwards(isTargeted ? spec.eot : 0), malt); // ranked once
  },
  usesGradients: true,
  gradientsTaken: (spec) => spec.steps * spec.restarts * spec.eot,
  earlyEnd: 'whenFooled',
  leastClasses: ({ loss }) => leastClasses[loss],
  sentence: (spec) =>
    `Auto-PGD: ${spec.steps} steps on the loss ${spec.loss}${targetText(spec)}, ${spec.norm === 'l1' ? `sparse steps${spec.schedule === undefined ? '' : ', from three times the radius down to the radius'}` : 'step size halved per image'}${restartText(spec)}.`,
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
