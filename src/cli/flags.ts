import { InvalidArgumentError } from 'commander';

/** Parses a whole number of at least `lowest` for a flag. */
export function wholeNumber(lowest: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^[+-]?\d+$/.test(text.trim()) && Number.isSafeInteger(value) && value >= lowest) return value;
    throw new InvalidArgumentError(`expected a whole number of at least ${lowest}, found '${text}'.`);
  };
}

/** Collects the values of a flag that may stand more than once. */
export function collect(value: string, previous: readonly string[]): readonly string[] {
  return [...previous, value];
}
