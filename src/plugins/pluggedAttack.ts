import type { AttackKind, DerivedDefault } from '../attackKinds/attackKind.js';
import { choiceOf, eot, type Parameters } from '../attackKinds/parameters.js';
import { addPasses, forwards, gradients, type Passes } from '../attackKinds/passes.js';
import { type PluggedFacts, pluggedKind } from '../attackKinds/pluggedKind.js';
import { UserError } from '../base/errors.js';
import type { PluginSpec } from '../contract/suite.js';
import type { AttackDefinition, StatedPasses } from './definitions.js';

/** Settings of an attack from a plug-in with all defaults and the facts that describe it. */
export type PluggedSettings = Readonly<Record<string, unknown>> & {
  readonly kind: string;
  readonly plugin: PluggedFacts;
};

/** An attack from a plug-in as suites see it. */
export interface PluggedAttack {
  /** For schemas: parameters, norms and words. */
  readonly kind: AttackKind;
  /** Settings with all defaults. Throws `UserError`, naming the plug-in, for functions of the definition that fail. */
  readonly resolve: (given: Readonly<Record<string, unknown>>) => PluggedSettings;
}

/** An attack's definition as suites see it. */
export function pluggedAttack(definition: AttackDefinition, plugin: PluginSpec): PluggedAttack {
  const { kind, description, norms = ['linf'], usesGradients = true, derived = {} } = definition;
  const parameters = allParameters(definition);
  const facts = { ...noFacts, title: definition.title ?? kind, sentence: description, norm: norms[0]!, usesGradients };
  const form: AttackKind = {
    ...pluggedKind(kind, { ...facts, file: plugin.file, sha256: plugin.sha256 }),
    parameters,
    derived,
    perturbations: norms.map((norm) => ({ kind: 'ball', norm })),
  };
  return { kind: form, resolve: (given) => resolve(definition, plugin, { given, parameters, derived }) };
}

const none: Passes = { forward: 0, backward: 0 };
const noFacts = { gradients: 0, passes: { once: none, perPoint: none } } as const;

function allParameters({ norms = ['linf'], usesGradients = true, parameters = {} }: AttackDefinition): Parameters {
  const words = { description: 'What epsilon bounds', default: norms[0]! };
  return {
    ...(norms.length > 1 ? { norm: choiceOf(norms, words) } : {}),
    ...parameters,
    ...(usesGradients ? { eot } : {}),
  };
}

interface Resolving {
  readonly given: Readonly<Record<string, unknown>>;
  readonly parameters: Parameters;
  readonly derived: Readonly<Record<string, DerivedDefault>>;
}

function resolve(
  definition: AttackDefinition,
  { file, sha256 }: PluginSpec,
  { given, parameters, derived }: Resolving,
): PluggedSettings {
  const { kind, norms = ['linf'], usesGradients = true } = definition;
  const call = <Value>(field: string, run: () => Value): Value => {
    try {
      return run();
    } catch (error) {
      const expected = 'a function that returns for the settings of the suite';
      const found = (error as Error).message;
      throw new UserError({ where: `${file}, attack ${kind}, ${field}`, expected, found });
    }
  };
  const defaults = Object.entries(parameters).map(([name, parameter]) => [name, parameter.default]);
  const known: Readonly<Record<string, unknown>> = { ...Object.fromEntries(defaults), ...given };
  const values = Object.keys(parameters)
    .map((name) => [name, known[name] ?? call(`derived.${name}`, () => derived[name]?.value(known))] as const)
    .filter(([, value]) => value !== undefined);
  const settings = { ...Object.fromEntries(values), kind };
  const stated = call('passes', () => checkPasses(definition.passes(settings as never), usesGradients));
  const sentence = call('sentence', () => String(definition.sentence?.(settings as never) ?? definition.description));
  const { once = {}, ...perPoint } = stated;
  const plugin: PluggedFacts = {
    ...{ file, sha256, title: definition.title ?? kind, sentence, usesGradients },
    norm: (settings as { norm?: PluggedFacts['norm'] }).norm ?? norms[0]!,
    gradients: (once.gradients ?? 0) + (perPoint.gradients ?? 0),
    passes: { once: passesOf(once), perPoint: passesOf(perPoint) },
  };
  return { ...settings, plugin };
}

function passesOf({ gradients: own = 0, forwards: others = 0 }: StatedPasses): Passes {
  return addPasses(gradients(own), forwards(others));
}

type Stated = StatedPasses & { readonly once?: StatedPasses };

function checkPasses(stated: Stated, usesGradients: boolean): Stated {
  for (const { gradients: own = 0, forwards: others = 0 } of [stated, stated.once ?? {}]) {
    if (![own, others].every((count) => Number.isSafeInteger(count) && count >= 0)) {
      throw new TypeError(`numbers of gradients and forwards are whole and at least 0, not ${own} and ${others}`);
    }
    if (own > 0 && !usesGradients) throw new TypeError('gradients, although usesGradients is false');
  }
  return stated;
}
