import type { AttackSpec } from '../contract/suite.js';
import { isEotProbe } from './auditProbes.js';
import { compilePattern, type ModelAttackPair } from './selectPairs.js';

/** Pairs of model and audit probe, models first, whose `model/probe` the regular expression `grep` finds; perhaps none. */
export function selectProbes(
  models: readonly { readonly id: string; readonly stochastic: boolean }[],
  probes: readonly AttackSpec[],
  grep?: string,
): ModelAttackPair[] {
  const pattern = grep === undefined ? /^/ : compilePattern(grep);
  return models.flatMap(({ id: model, stochastic }) =>
    probes
      .filter((probe) => (stochastic || !isEotProbe(probe)) && pattern.test(`${model}/${probe.id}`))
      .map(({ id: attack }) => ({ model, attack })),
  );
}
