/** Padding mode: the last pixel (`nearest`), or mirrored with (`reflect`) or without (`mirror`) repeating it. */
export type Border = 'nearest' | 'reflect' | 'mirror';

/** The index in [0, size) that replaces `at`. */
export function inside(at: number, size: number, border: Border): number {
  if (at >= 0 && at < size) return at;
  if (border === 'nearest' || size === 1) return at < 0 ? 0 : size - 1;
  const period = border === 'reflect' ? 2 * size : 2 * size - 2;
  const place = ((at % period) + period) % period;
  return place < size ? place : period - place - (border === 'reflect' ? 1 : 0);
}
