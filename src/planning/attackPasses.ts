import { addPasses, type Passes, timesPasses } from '../contract/passes.js';
import type { AttackSettings, BasicAttack } from '../contract/suite.js';

/** What an attack's cost depends on besides its own settings. */
export interface SweepSize {
  /** Points of the sweep. */
  readonly points: number;
  readonly classes: number;
}

type Cost<Spec> = (spec: Spec, sweep: SweepSize) => Passes;

/** Target classes of APGD's targeted loss. */
const mostTargets = 9;

/**
 * The passes that each kind of attack makes for one image and a whole sweep if nothing ends early, with `eot` as planned
 * for the model (1 on deterministic ones). See the section Cost of docs/attacks.md.
 */
const basicPasses = {
  noise: () => forwards(0),
  fgsm: ({ eot }) => gradients(eot),
  bim: ({ steps, eot }, { points }) => gradients(points * steps * eot),
  mifgsm: ({ steps, eot }, { points }) => gradients(points * steps * eot),
  pgd: ({ steps, restarts, eot }, { points }) =>
    timesPasses(points, addPasses(gradients(restarts * steps * eot), choice(restarts, eot))),
  apgd: ({ steps, restarts, loss, eot }, { points, classes }) => {
    const isTargeted = loss === 'targeted-dlr';
    const runs = restarts * (isTargeted ? Math.min(mostTargets, classes - 1) : 1);
    const sweep = timesPasses(points, addPasses(gradients(runs * (steps + 1) * eot), choice(runs, eot)));
    return addPasses(sweep, forwards(isTargeted ? eot : 0)); // the targets are ranked once
  },
  square: ({ queries, eot }, { points }) => forwards(points * (queries + 1) * eot),
  deepfool: ({ steps, eot }, { classes }) => timesPasses(steps * eot, addPasses(forwards(1), gradients(classes - 1))),
  cw: ({ searchSteps, steps, eot }) => gradients(searchSteps * (steps + 1) * eot),
} satisfies { readonly [Kind in BasicAttack['kind']]: Cost<Extract<BasicAttack, { kind: Kind }>> };

/** Kinds that end their work on an image by themselves: never, once a deterministic model is fooled, or on any model. */
const earlyEnds = {
  noise: 'never',
  fgsm: 'never',
  bim: 'deterministic',
  mifgsm: 'deterministic',
  pgd: 'deterministic',
  apgd: 'deterministic',
  square: 'deterministic',
  deepfool: 'always',
  cw: 'never',
  transfer: 'never',
  ensemble: 'always',
} satisfies { readonly [Kind in AttackSettings['kind']]: 'never' | 'deterministic' | 'always' };

/** The most passes that an attack which holds no other makes for one image over a whole sweep. */
export function basicAttackPasses(spec: BasicAttack, sweep: SweepSize): Passes {
  return (basicPasses[spec.kind] as Cost<BasicAttack>)(spec, sweep);
}

/** Whether an attack may make fewer passes than its parameters say. */
export function mayEndEarly(spec: AttackSettings, isStochastic: boolean): boolean {
  if (spec.kind === 'transfer') return earlyEnds[spec.attack.kind] === 'always';
  return earlyEnds[spec.kind] === 'always' || (earlyEnds[spec.kind] === 'deterministic' && !isStochastic);
}

function gradients(count: number): Passes {
  return { forward: count, backward: count };
}

function forwards(count: number): Passes {
  return { forward: count, backward: 0 };
}

/** Choosing among several candidates takes a forward pass a draw for each; a single one is taken as it is. */
function choice(candidates: number, eot: number): Passes {
  return forwards(candidates > 1 ? candidates * eot : 0);
}
