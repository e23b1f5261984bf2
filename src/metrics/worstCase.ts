/**
 * Per image the fewest hits under any of several attacks: the worst case of a suite (RobustBench's robust accuracy). On a
 * stochastic model the minimum is chosen on the draws that judge, so the figure is slightly lower than for one attack chosen in
 * advance; with one draw per image, an image counts as broken if any attack was lucky once. Throws `RangeError` for attacks over
 * different numbers of images.
 */
export function worstCase(hitsByAttack: readonly (readonly number[])[]): number[] {
  const [first, ...others] = hitsByAttack;
  if (first === undefined) throw new RangeError('the worst case of no attack');
  for (const { length } of others) {
    if (length !== first.length) throw new RangeError(`attacks over ${first.length} and over ${length} images`);
  }
  return first.map((hits, image) => others.reduce((least, own) => Math.min(least, own[image]!), hits));
}
