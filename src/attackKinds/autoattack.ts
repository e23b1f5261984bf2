import { linfBall } from '../perturbations/ball.js';
import type { AttackKind, Settings } from './attackKind.js';
import { withAverage, withDraws } from './draws.js';
import { type EnsembleSpec, ensemble } from './ensemble.js';
import type { MemberAttack } from './memberKinds.js';
import { choiceOf, count } from './parameters.js';

const parameters = {
  version: choiceOf(['standard', 'rand'], {
    description: 'APGD-CE, APGD on the targeted DLR, FAB and Square; or, for stochastic models, APGD-CE and APGD-DLR',
    default: 'standard',
  }),
  steps: count({ description: 'Steps of APGD and FAB, for each target', default: 100 }),
  queries: count({ description: 'Queries of Square', default: 5000 }),
  eot: count({
    least: 10,
    description: 'On a stochastic model the gradients that rand averages, and the draws that decide between attacks',
    default: 20,
  }),
};

/** A preset of attacks; see `autoattackMembers`. */
export type AutoattackSpec = Settings<'autoattack', typeof parameters>;

/**
 * The ensemble of a preset, with the cheapest member first and the published budgets by default: `standard` does not average
 * gradients, `rand` averages them over `eot` draws.
 */
export function autoattackMembers({ version, steps, queries, eot }: AutoattackSpec): EnsembleSpec {
  const apgd = { kind: 'apgd', norm: 'linf', steps, restarts: 1, targets: 'all' } as const;
  const attacks: Readonly<Record<AutoattackSpec['version'], readonly MemberAttack[]>> = {
    standard: [
      { ...apgd, loss: 'ce', eot: 1 },
      { ...apgd, loss: 'targeted-dlr', eot: 1 },
      { kind: 'fab', norm: 'linf', steps, targets: 'all', eot: 1 },
      { kind: 'square', queries, areaShare: 0.8, eot: 1 },
    ],
    rand: [
      { ...apgd, loss: 'ce', eot },
      { ...apgd, loss: 'dlr', eot },
    ],
  };
  return { kind: 'ensemble', attacks: attacks[version], eot };
}

const members = {
  standard: 'APGD-CE, APGD on the targeted DLR, FAB and Square',
  rand: 'APGD-CE and APGD-DLR',
} as const;

/** AutoAttack (Croce & Hein 2020), in L-inf. */
export const autoattack: AttackKind<AutoattackSpec> = {
  kind: 'autoattack',
  title: 'AutoAttack',
  called: 'an autoattack',
  description: 'AutoAttack: the strongest per image of a fixed set of attacks with the published budgets, in L-inf.',
  method: 'an ensemble of APGD-CE, targeted APGD-DLR, FAB and Square, or of APGD-CE and APGD-DLR with EOT; see below',
  source: 'Croce & Hein 2020',
  parameters,
  derived: {},
  perturbations: [linfBall],
  cost: { gradients: 'at most those of its ensemble', forwards: 'those of its ensemble' },
  usesGradients: false,
  isOneStep: false,
  isIterative: false,
  searchesWithoutGradients: false,
  findsNearest: false,
  perturbation: () => linfBall,
  passes: (spec, sweep) => ensemble.passes(autoattackMembers(spec), sweep),
  earlyEnd: () => 'always',
  gradientsTaken: () => 0,
  isBlackBox: () => false,
  leastClasses: (spec) => ensemble.leastClasses(autoattackMembers(spec)),
  sentences: (spec) => {
    const { version, steps, queries } = spec;
    const budget = version === 'standard' ? `${steps} steps a target and ${queries} queries` : `${steps} steps`;
    const sentence = `AutoAttack, ${version}: of each image the strongest of ${members[version]}, ${budget}, each on what those before it left standing.`;
    const average = version === 'rand' ? 'Gradients are means of' : 'On stochastic models the mean margin decides over';
    return withAverage(sentence, spec, (draws) => `${average} ${draws} draws; the verdict is on fresh ones.`);
  },
  plan: (spec, { model, isStochastic }) => withDraws(spec, isStochastic(model)),
  held: () => [],
  withHeld: (spec) => spec,
};
