/**
 * Clopper and Pearson's one-sided lower bound of a proportion with confidence 1 - alpha: the proportion for which at least
 * `hits` of `total` have probability alpha. 0 for no hits. Throws `RangeError` for invalid counts.
 */
export function clopperPearsonLower(hits: number, total: number, alpha: number): number {
  if (!(hits >= 0 && hits <= total && total > 0)) throw new RangeError(`${hits} hits of ${total} is no proportion`);
  if (hits === 0) return 0;
  if (hits === total) return alpha ** (1 / total);
  let low = 0;
  let high = hits / total;
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2;
    if (upperTail(hits, total, middle) < alpha) low = middle;
    else high = middle;
  }
  return low;
}

/** Probability of at least `hits` of `total` at this proportion: summed from the more probable end, starting in logarithms. */
function upperTail(hits: number, total: number, share: number): number {
  if (share <= 0) return 0;
  let term = logChoose(total, hits) + hits * Math.log(share) + (total - hits) * Math.log1p(-share);
  term = Math.exp(term);
  let sum = term;
  for (let at = hits; at < total && term > 1e-18 * sum; at++) {
    term *= ((total - at) / (at + 1)) * (share / (1 - share));
    sum += term;
  }
  return sum;
}

function logChoose(total: number, hits: number): number {
  let sum = 0;
  const few = Math.min(hits, total - hits);
  for (let at = 0; at < few; at++) sum += Math.log((total - at) / (at + 1));
  return sum;
}
