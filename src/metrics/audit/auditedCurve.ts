import type { ResultCurve } from '../../contract/result.js';
import type { AttackSpec } from '../../contract/suite.js';
import { curveImages } from '../curveImages.js';
import type { AuditedCurve } from './auditInput.js';

/** Converts a curve of the results to the input of checks; `attack` is the curve's attack. */
export function auditedCurve(curve: ResultCurve, attack: AttackSpec): AuditedCurve {
  const { model, draws, points, zeroGradients } = curve;
  return {
    ...{ model, attack, draws },
    images: curveImages(curve),
    points: points.map(({ outcomes }) => outcomes),
    ...(zeroGradients === undefined ? {} : { zeroGradients }),
  };
}
