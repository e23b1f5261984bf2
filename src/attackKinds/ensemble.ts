import { Type } from '@sinclair/typebox';
import type { AttackKind, Settings } from './attackKind.js';
import { withAverage, withDraws } from './draws.js';
import { type MemberAttack, memberKindOf } from './memberKinds.js';
import { count } from './parameters.js';
import { forwards, type ModelPasses, timesPasses } from './passes.js';

const parameters = {
  attacks: Type.Unsafe<readonly MemberAttack[]>({
    title: 'a list of at least two attacks',
    description: "The attacks, run in this order with the ensemble's sweep",
    type: 'array',
    minItems: 2,
    items: { $ref: '#/definitions/memberAttack' },
  }),
  eot: count({
    least: 10,
    description:
      'Draws of a stochastic model whose mean margin decides which attack is strongest and which images are done',
    default: 20,
  }),
};

/** Several attacks, each run on the images that the earlier ones did not break; `eot` is the number of draws that decide this. */
export type EnsembleSpec = Settings<'ensemble', typeof parameters>;

/** An ensemble of attacks (after Croce & Hein 2020). */
export const ensemble: AttackKind<EnsembleSpec> = {
  kind: 'ensemble',
  title: 'Ensemble',
  called: 'an ensemble',
  description:
    'The strongest of several attacks of one norm for each image; each attack runs only on images that the earlier ones did not break.',
  method:
    'the strongest of several attacks for each image, each run only on images that the earlier ones did not break; see below',
  source: 'after Croce & Hein 2020',
  parameters,
  derived: {},
  perturbations: [],
  cost: {
    gradients: "at most P times its members' gradients at one point",
    forwards: 'P (members + 1) T to choose, at most',
  },
  usesGradients: false,
  isOneStep: false,
  isIterative: false,
  searchesWithoutGradients: false,
  findsNearest: false,
  perturbation: ({ attacks: [first] }) => memberKindOf(first!).perturbation(first!),
  passes: ({ attacks, eot }, sweep) => {
    // Each point is attacked separately; then the clean image and every member's example are compared.
    const members = attacks.flatMap((member) => memberKindOf(member).passes(member, { ...sweep, points: 1 }));
    const choosing: ModelPasses = [sweep.model, forwards((attacks.length + 1) * eot)];
    return [...members, choosing].map(([model, own]) => [model, timesPasses(sweep.points, own)]);
  },
  earlyEnd: () => 'always',
  gradientsTaken: () => 0,
  isBlackBox: () => false,
  leastClasses: ({ attacks }) => Math.max(...attacks.map((member) => memberKindOf(member).leastClasses(member))),
  sentences: (spec) => {
    const { attacks } = spec;
    const members = attacks.map((member, index) => `(${index + 1}) ${memberKindOf(member).sentences(member)}`);
    const sentence = `The strongest of ${attacks.length} attacks for each image, each run only on images that the earlier ones did not break: ${members.join(' ')}`;
    return withAverage(sentence, spec, (draws) => `On stochastic models the mean margin of ${draws} draws decides.`);
  },
  plan: (spec, attacked) => ({
    ...withDraws(spec, attacked.isStochastic(attacked.model)),
    attacks: spec.attacks.map((member) => memberKindOf(member).plan(member, attacked)),
  }),
  held: ({ attacks }) => attacks,
  withHeld: (spec, change) => ({ ...spec, attacks: spec.attacks.map((member) => change(member) as MemberAttack) }),
};
