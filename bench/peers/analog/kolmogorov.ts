/** Distance of two samples' distribution functions, and the probability of a larger one if both have one distribution. */
export interface KolmogorovTest {
  readonly distance: number;
  readonly pValue: number;
}

/** The two-sample test of Kolmogorov and Smirnov with its asymptotic distribution; ties are passed together. */
export function kolmogorov(first: readonly number[], second: readonly number[]): KolmogorovTest {
  const [a, b] = [first, second].map((list) => Float64Array.from(list).sort()) as [Float64Array, Float64Array];
  let [i, j, distance] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i]!, b[j]!);
    while (i < a.length && a[i]! === value) i++;
    while (j < b.length && b[j]! === value) j++;
    distance = Math.max(distance, Math.abs(i / a.length - j / b.length));
  }
  return { distance, pValue: tail(distance * Math.sqrt((a.length * b.length) / (a.length + b.length))) };
}

function tail(scaled: number): number {
  if (scaled < 0.2) return 1;
  let sum = 0;
  for (let k = 1; k <= 100; k++) sum += 2 * (k % 2 === 1 ? 1 : -1) * Math.exp(-2 * k * k * scaled * scaled);
  return Math.min(1, Math.max(0, sum));
}
