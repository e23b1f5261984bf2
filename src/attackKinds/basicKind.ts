import type { PerturbationNorm } from '../perturbations/ball.js';
import { normOf, type Perturbation } from '../perturbations/perturbations.js';
import type { AttackKind, DerivedDefault, EarlyEnd, Settings, SweepSize } from './attackKind.js';
import { gradientAverage, withAverage, withDraws } from './draws.js';
import type { Parameters } from './parameters.js';
import type { Passes } from './passes.js';

/** The definition of an attack without inner attacks; see `AttackKind` for the inherited fields. */
interface BasicStatement<Kind extends string, Own extends Parameters>
  extends Pick<
    AttackKind,
    'title' | 'called' | 'description' | 'method' | 'source' | 'cost' | 'usesGradients' | 'perturbations'
  > {
  readonly kind: Kind;
  readonly parameters: Own;
  readonly derived?: { readonly [Name in keyof Own]?: DerivedDefault };
  readonly earlyEnd: EarlyEnd;
  /** For one image over a whole sweep. */
  readonly passes: (spec: Settings<Kind, Own>, sweep: SweepSize) => Passes;
  readonly isOneStep?: boolean;
  /** Of a one-step or iterative attack. */
  readonly gradientsTaken?: (spec: Settings<Kind, Own>) => number;
  readonly searchesWithoutGradients?: boolean;
  readonly findsNearest?: boolean;
  /** Default 2. */
  readonly leastClasses?: (spec: Settings<Kind, Own>) => number;
  readonly sentence: (spec: Settings<Kind, Own>) => string;
  /** What it averages over draws; default: the loss gradients. */
  readonly average?: (draws: number) => string;
}

/** A kind of attack without inner attacks. */
export function basicKind<const Kind extends string, Own extends Parameters>(
  statement: BasicStatement<Kind, Own>,
): AttackKind<Settings<Kind, Own>> {
  const { derived = {}, perturbations, earlyEnd, passes, sentence, average = gradientAverage, ...rest } = statement;
  const { isOneStep = false, gradientsTaken, searchesWithoutGradients = false, leastClasses = () => 2 } = statement;
  const { findsNearest = false } = statement;
  return {
    ...rest,
    derived: derived as Readonly<Record<string, DerivedDefault>>,
    perturbations,
    isOneStep,
    isIterative: !isOneStep && gradientsTaken !== undefined,
    searchesWithoutGradients,
    findsNearest,
    perturbation: (spec) => chosenPerturbation(perturbations, spec),
    passes: (spec, sweep) => [[sweep.model, passes(spec, sweep)]],
    earlyEnd: () => earlyEnd,
    gradientsTaken: (spec) => gradientsTaken?.(spec) ?? 0,
    isBlackBox: () => searchesWithoutGradients,
    leastClasses,
    sentences: (spec) => withAverage(sentence(spec), spec, average),
    plan: (spec, { model, isStochastic }) => withDraws(spec, isStochastic(model)),
    held: () => [],
    withHeld: (spec) => spec,
  };
}

/** The perturbation of the norm in the settings, else the default. */
function chosenPerturbation(all: readonly Perturbation[], settings: object): Perturbation {
  const { norm } = settings as { readonly norm?: PerturbationNorm };
  return all.find((perturbation) => normOf(perturbation) === norm) ?? all[0]!;
}
