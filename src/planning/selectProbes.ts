import type { AttackSpec } from '../contract/suite.js';
import { isEotProbe } from './auditProbes.js';
import { type ModelAttackPair, matchingNames, pairName } from './selectPairs.js';

/** Pairs of model and audit probe, models first, whose `model/probe` matches the regular expression `grep`; may be empty. */
export function selectProbes(
  models: readonly { readonly id: string; readonly stochastic: boolean }[],
  probes: readonly AttackSpec[],
  grep?: string,
): ModelAttackPair[] {
  const pairs = models.flatMap(({ id: model, stochastic }) =>
    probes.filter((probe) => stochastic || !isEotProbe(probe)).map(({ id: attack }) => ({ model, attack })),
  );
  if (grep === undefined) return pairs;
  const matches = matchingNames(grep, pairs.map(pairName));
  return pairs.filter((pair) => matches.has(pairName(pair)));
}
