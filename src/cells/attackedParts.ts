import { frozenModel } from '../attacks/frozenModel.js';
import { votingModel } from '../attacks/votingModel.js';
import type { Cell } from '../contract/cell.js';
import type { LoadedModel } from '../models/loadModel.js';

/** A model as an attack sees it, and the draw that judges the examples; undefined: all draws of the evaluation. */
export interface AttackedPart {
  readonly attacked: LoadedModel;
  readonly draw?: number;
}

/**
 * What the attack runs on: the model, or its vote where the evaluation votes. With known draws the attack runs once for each
 * draw of the verdict, on the model frozen to that draw.
 */
export function attackedParts({ attack, evaluation }: Cell, model: LoadedModel): AttackedPart[] {
  const voting = votingModel(model, evaluation.vote);
  if (attack.knownDraws !== true) return [{ attacked: voting }];
  return Array.from({ length: evaluation.draws }, (_, draw) => {
    return { attacked: frozenModel(voting, { draw, purpose: 'adversarial' }), draw };
  });
}
