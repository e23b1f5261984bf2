/**
 * Value of an epsilon in a suite, a number or a fraction such as "8/255"; null for anything else. Does not check the range [0,
 * 1].
 */
export function resolveEpsilon(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  const fraction = typeof value === 'string' ? /^(\d+(?:\.\d+)?)\/(\d+(?:\.\d+)?)$/.exec(value) : null;
  if (!fraction || Number(fraction[2]) === 0) return null;
  return Number(fraction[1]) / Number(fraction[2]);
}

/** The remedy for a value that is not an epsilon in [0, 1]. */
export function epsilonRemedy(value: unknown): string {
  const scale = 'epsilon is on pixels in [0, 1]';
  const number = resolveEpsilon(typeof value === 'string' ? value.replaceAll(' ', '').replace('−', '-') : value);
  if (number === null) {
    if (typeof value === 'string' && Number.isFinite(Number(value)) && value.trim() !== '') {
      return `${scale}; write the number without quotes, or a fraction such as "8/255"`;
    }
    return `${scale}; write a number such as 0.03, or a fraction such as "8/255"`;
  }
  if (number < 0)
    return `${scale}; it cannot be negative: did you mean ${-number <= 1 ? -number : `"${-number}/255"`}?`;
  if (number <= 1) return `${scale}; did you mean "${String(value).replaceAll(' ', '')}"?`;
  return number <= 255
    ? `${scale}; did you mean "${number}/255"?`
    : `${scale}; 1 is the whole range from black to white`;
}
