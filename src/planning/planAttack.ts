import { type AttackSettings, kindOf } from '../attackKinds/attackKinds.js';
import { type TransferSource, transferSourceName } from '../attackKinds/transferSource.js';
import { withSources } from '../attackKinds/transferSources.js';
import type { AttackSpec } from '../contract/suite.js';

/** Facts about the models of a run, by id or, for transfer sources given by path, by path. */
export interface PlannedModels {
  readonly stochastic: (model: string) => boolean;
  readonly sha256: (model: string) => string;
}

/**
 * The attack as planned for a model. On a deterministic model it uses one draw, whatever the suite says, and a transfer from a
 * frozen draw becomes the inner attack. An attack with known draws also averages over one draw.
 */
export function planAttack(
  { id, strength, snrReference, knownDraws, decomposes: _, ...asked }: AttackSpec,
  model: string,
  { stochastic }: PlannedModels,
): AttackSpec {
  const isKnown = knownDraws === true && stochastic(model);
  const isStochastic = (name: string) => stochastic(name) && !(isKnown && name === model);
  const settings = kindOf(asked).plan(asked, { model, isStochastic }) as AttackSettings;
  return { id, ...settings, strength, snrReference, ...(isKnown ? { knownDraws } : {}) };
}

/** The attack's part of its cells' keys: without its name, and with its sources' hashes instead of their names. */
export function attackDefinition({ id: _, ...attack }: AttackSpec, models: PlannedModels): unknown {
  return withSources(attack, (source) => {
    const name = transferSourceName(source);
    return name === null ? source : ({ sha256: models.sha256(name) } as unknown as TransferSource);
  });
}
