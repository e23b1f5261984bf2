/** The nearest number in the range of int32; infinities become its ends. */
export function saturate(value: number): number {
  return Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, value));
}
