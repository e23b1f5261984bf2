const units = [
  ['y', 31_536_000],
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
] as const;

/** A time as ids and labels write it: the largest unit of which it is a multiple, e.g. `1y`, `90min`, `20s`. */
export function timeName(seconds: number): string {
  const unit = units.find(([, length]) => seconds > 0 && seconds % length === 0);
  return unit === undefined ? `${seconds}s` : `${seconds / unit[1]}${unit[0]}`;
}

/** What the label of a model on one of several chips or at one of several times ends in. */
export const variantWords = {
  chip: (chip: number) => `, chip ${chip}`,
  time: (seconds: number) => `, after ${timeName(seconds)}`,
} as const;
