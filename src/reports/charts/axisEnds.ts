const roundNumbers = [1, 1.5, 2, 3, 5, 7, 10];

/** A linear axis ends with its points, a logarithmic one at the next round numbers. */
export function axisEnds(
  xs: readonly number[],
  scale: 'linear' | 'logarithmic',
): { readonly low: number; readonly high: number } {
  const [low, high] = [Math.min(...xs), Math.max(...xs)];
  if (scale === 'linear') return { low, high };
  const decade = (value: number) => 10 ** Math.floor(Math.log10(value));
  return {
    low: decade(low) * (roundNumbers.findLast((round) => round <= low / decade(low)) ?? 1),
    high: decade(high) * (roundNumbers.find((round) => round >= high / decade(high)) ?? 10),
  };
}
