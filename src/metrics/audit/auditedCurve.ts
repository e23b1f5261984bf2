import { imageIds } from '../../contract/imageRange.js';
import type { ResultCurve } from '../../contract/result.js';
import type { AttackSpec } from '../../contract/suite.js';
import type { AuditedCurve } from './auditInput.js';

/** Converts a curve of the results to the input of checks; `attack` is the curve's attack. */
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
