/**
 * Exact two-sided McNemar test (the sign test) from the discordant counts: images classified correctly only by the first, and
 * only by the second. P-value of the smaller count under Binomial(b + c, 1/2), doubled, at most 1; 1 without discordant images.
 */
export function mcnemarExact(b: number, c: number): number {
  for (const count of [b, c]) {
    if (!Number.isSafeInteger(count) || count < 0) throw new RangeError(`${count} is no count`);
  }
  const trials = b + c;
  const fewer = Math.min(b, c);
  if (b === c) return 1;
  // log of C(trials, fewer) / 2^trials, in logs because each factor can exceed the range of a double.
  let logTerm = -trials * Math.LN2;
  for (let k = 1; k <= fewer; k++) logTerm += Math.log((trials - fewer + k) / k);
  // Smaller counts, each relative to the term of `fewer`: a geometrically falling series.
  let series = 1;
  let ratio = 1;
  for (let k = fewer; k > 0 && ratio > 1e-18; k--) {
    ratio *= k / (trials - k + 1);
    series += ratio;
  }
  return Math.min(1, 2 * Math.exp(logTerm) * series);
}
