import type { LogitLoss } from './logitLoss.js';

/** z_k - z_y with one class k per image; it is 0 at the boundary between the two classes. */
export function logitDifference(labels: Int32Array, others: Int32Array): LogitLoss {
  return (logits, position, slope) => {
    const label = labels[position]!;
    const other = others[position]!;
    slope[other]! += 1;
    slope[label]! -= 1;
    return logits[other]! - logits[label]!;
  };
}
