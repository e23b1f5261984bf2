import { crossEntropy } from './crossEntropy.js';
import type { LogitLoss } from './logitLoss.js';

/** The logarithm of a target class's probability, minus its cross-entropy; `targets` has one class per image. */
export function targetedCrossEntropy(targets: Int32Array): LogitLoss {
  const away = crossEntropy(targets);
  return (logits, position, slope) => {
    const slopes = new Float64Array(slope.length);
    const loss = away(logits, position, slopes);
    for (let at = 0; at < slope.length; at++) slope[at]! -= slopes[at]!;
    return -loss;
  };
}
