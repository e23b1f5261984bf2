/** Interpolates from the first value to the last along half a cosine, at progress 0 to 1. */
export function cosineDecay([first, last]: readonly [number, number], share: number): number {
  return last + ((first - last) * (1 + Math.cos(Math.PI * share))) / 2;
}
