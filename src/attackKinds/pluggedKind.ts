import type { Ball, PerturbationNorm } from '../perturbations/ball.js';
import type { AnySettings, AttackKind } from './attackKind.js';
import { gradientAverage, withAverage, withDraws } from './draws.js';
import { addPasses, type Passes, timesPasses } from './passes.js';

/**
 * What an attack from a plug-in is, for settings with all defaults. The settings hold it as plain data under `plugin`, so that they
 * describe themselves in plans, results and reports, where the plug-in is not loaded. Its hash is thereby part of every cell's key.
 */
export interface PluggedFacts {
  /** As in the suite. */
  readonly file: string;
  /** Of the file and of what it imports. */
  readonly sha256: string;
  readonly title: string;
  /** A sentence that describes the attack with its settings. */
  readonly sentence: string;
  readonly norm: PerturbationNorm;
  readonly usesGradients: boolean;
  /** Gradients that it takes for one image with one draw; 1 is a one-step attack. */
  readonly gradients: number;
  /** The most passes for one image with one draw: over a whole sweep, and for each of its points. */
  readonly passes: { readonly once: Passes; readonly perPoint: Passes };
}

/** Settings that may be those of an attack from a plug-in. */
interface MaybePlugged extends AnySettings {
  readonly plugin?: PluggedFacts;
}

/** The description of an attack's kind: from its plug-in, else from a table of the kinds that come with the program. */
export function kindIn(table: Readonly<Record<string, unknown>>, spec: AnySettings): AttackKind {
  const { plugin } = spec as MaybePlugged;
  return plugin === undefined ? (table[spec.kind] as AttackKind) : pluggedKind(spec.kind, plugin);
}

/** The kind that the facts in an attack's settings describe. */
export function pluggedKind(kind: string, facts: PluggedFacts): AttackKind {
  const perturbation: Ball = { kind: 'ball', norm: facts.norm };
  const drawsOf = (spec: AnySettings) => (spec as { readonly eot?: number }).eot ?? 1;
  return {
    kind,
    title: facts.title,
    called: `an attack of the kind ${kind}`,
    description: facts.sentence,
    method: '',
    source: facts.file,
    // Only the names of parameters are used once settings are resolved.
    parameters: facts.usesGradients ? { eot: {} as never } : {},
    derived: {},
    perturbations: [perturbation],
    cost: { gradients: '', forwards: '' },
    usesGradients: facts.usesGradients,
    isOneStep: facts.usesGradients && facts.gradients === 1,
    isIterative: facts.usesGradients && facts.gradients > 1,
    searchesWithoutGradients: !facts.usesGradients && facts.passes.perPoint.forward > 0,
    findsNearest: false,
    perturbation: () => perturbation,
    passes: (spec, { points, model }) => {
      const { once, perPoint } = facts.passes;
      return [[model, timesPasses(drawsOf(spec), addPasses(once, timesPasses(points, perPoint)))]];
    },
    earlyEnd: () => 'always',
    gradientsTaken: (spec) => (facts.usesGradients ? facts.gradients * drawsOf(spec) : 0),
    isBlackBox: () => !facts.usesGradients && facts.passes.perPoint.forward > 0,
    leastClasses: () => 2,
    sentences: (spec) => withAverage(facts.sentence, spec, gradientAverage),
    plan: (spec, { model, isStochastic }) => withDraws(spec, isStochastic(model)),
    held: () => [],
    withHeld: (spec) => spec,
  };
}

/** Whether an unvalidated value are such facts, as far as checks of suites use them. */
export function arePluggedFacts(value: unknown): value is PluggedFacts {
  const { norm } = (value ?? {}) as { readonly norm?: unknown };
  return typeof norm === 'string' && norms.some((own) => own === norm);
}

const norms: readonly PerturbationNorm[] = ['linf', 'l2', 'l1', 'l0'];
