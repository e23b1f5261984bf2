import { frozenModel } from '../attacks/frozenModel.js';
import { votingModel } from '../attacks/votingModel.js';
import type { Cell } from '../contract/cell.js';
import type { LoadedModel } from '../models/loadModel.js';

/** The attack's target model, and the draw that judges the examples; undefined: all draws of the evaluation. */
export interface AttackedPart {
  readonly attacked: LoadedModel;
  readonly draw?: number;
}

/**
 * The attack's targets: the model, or its vote if the evaluation votes. With known draws there is one target for each draw of the
 * evaluation: the model frozen to that draw.
 */
export function attackedParts({ attack, evaluation }: Cell, model: LoadedModel): AttackedPart[] {
  const voting = votingModel(model, evaluation.vote);
  if (attack.knownDraws !== true) return [{ attacked: voting }];
  return Array.from({ length: evaluation.draws }, (_, draw) => {
    return { attacked: frozenModel(voting, { draw, purpose: 'adversarial' }), draw };
  });
}
