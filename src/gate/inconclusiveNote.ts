import type { Comparison, ComparisonRow } from '../contract/result.js';

const grouped = new Intl.NumberFormat('en-US');

/**
 * A note about inconclusive rows of a comparison and the smallest drop that its images can detect; null if all rows are decided.
 */
export function inconclusiveNote({ rows }: Comparison): string | null {
  const open = rows.filter(({ verdict }) => verdict === 'inconclusive');
  if (open.length === 0) return null;
  const worst = open.reduce((most, row) => (row.difference < most.difference ? row : most));
  const change = `${worst.difference < 0 ? 'down' : 'up'} ${points(Math.abs(worst.difference))}`;
  const name = `${worst.model}${worst.attack === null ? '' : ` under ${worst.attack} at ${worst.point}`}`;
  return `INCONCLUSIVE: ${grouped.format(open.length)} of ${grouped.format(rows.length)} comparisons, the worst ${name}, ${change}; ${provable(worst)}`;
}

function provable({ provableDrop, images }: ComparisonRow): string {
  const on = `on ${images} ${images === 1 ? 'image' : 'images'}`;
  return provableDrop === null || provableDrop === undefined
    ? `${on} no drop can be detected`
    : `${on} no drop below ${points(provableDrop)} can be detected`;
}

function points(share: number): string {
  return `${(100 * share).toFixed(1)} points`;
}
