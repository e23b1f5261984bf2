import { type AttackSettings, kindOf } from '../attackKinds/attackKinds.js';
import { type TransferSource, transferSourceName } from '../attackKinds/transferSource.js';
import { withSources } from '../attackKinds/transferSources.js';
import type { AttackSpec } from '../contract/suite.js';

/** Facts about the models of a run, by id or, for sources of transfer attacks named so, by path. */
export interface PlannedModels {
  readonly stochastic: (model: string) => boolean;
  readonly sha256: (model: string) => string;
}

/**
 * An attack as it is run on a model: what asks a deterministic one takes one draw, whatever stands in the suite, and a
 * frozen draw of one is no transfer but the attack itself. An attack that knows its draw has one to average too.
 */
export function planAttack(
  { id, strength, snrReference, knownDraws, ...asked }: AttackSpec,
  model: string,
  { stochastic }: PlannedModels,
): AttackSpec {
  const isKnown = knownDraws === true && stochastic(model);
  const isStochastic = (name: string) => stochastic(name) && !(isKnown && name === model);
  const settings = kindOf(asked).plan(asked, { model, isStochastic }) as AttackSettings;
  return { id, ...settings, strength, snrReference, ...(isKnown ? { knownDraws } : {}) };
}

/** What stands for an attack in the keys of its cells: without its name, with the hashes of its sources for theirs. */
export function attackDefinition({ id: _, ...attack }: AttackSpec, models: PlannedModels): unknown {
  return withSources(attack, (source) => {
    const name = transferSourceName(source);
    return name === null ? source : ({ sha256: models.sha256(name) } as unknown as TransferSource);
  });
}
