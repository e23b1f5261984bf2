import { imageIds } from '../../contract/imageRange.js';
import type { ResultCurve } from '../../contract/result.js';
import type { AttackSpec } from '../../contract/suite.js';
import type { AuditedCurve } from './auditInput.js';

/** A curve of the results in the form that checks take; `attack` is the one it was measured under. */
export function auditedCurve(
  { model, draws, parts, points, zeroGradients }: ResultCurve,
  attack: AttackSpec,
): AuditedCurve {
  return {
    ...{ model, attack, draws },
    images: imageIds(parts.map(({ images }) => images)),
    points: points.map(({ outcomes }) => outcomes),
    ...(zeroGradients === undefined ? {} : { zeroGradients }),
  };
}
