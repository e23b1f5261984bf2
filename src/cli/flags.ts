import { InvalidArgumentError } from 'commander';

/** Parses a whole number from `lowest` to `highest` for a flag. */
export function wholeNumber(lowest: number, highest = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^[+-]?\d+$/.test(text.trim()) && value >= lowest && value <= highest) return value;
    const range = highest === Number.MAX_SAFE_INTEGER ? `of at least ${lowest}` : `from ${lowest} to ${highest}`;
    throw new InvalidArgumentError(`expected a whole number ${range}, found '${text}'.`);
  };
}

/** Parses whole numbers of at least 1 that commas separate, for a flag; `form` says what is expected, e.g. `height and width, e.g. 32,32`. */
export function wholeNumbers(form: string, length?: number): (text: string) => number[] {
  return (text) => {
    const words = text.split(',').map((word) => word.trim());
    const numbers = words.map(Number);
    const areWhole =
      words.every((word) => /^\d+$/.test(word)) && numbers.every((one) => Number.isSafeInteger(one) && one >= 1);
    if (areWhole && numbers.length === (length ?? numbers.length)) return numbers;
    throw new InvalidArgumentError(`expected ${form}, found '${text}'.`);
  };
}

/** Parses a size of memory for a flag, such as `1500MB` or `2GB`, into bytes. */
export function byteSize(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(M|G)(?:i?B)?$/i.exec(text.trim());
  const bytes =
    match === null ? 0 : Math.floor(Number(match[1]) * (match[2]!.toUpperCase() === 'G' ? 2 ** 30 : 2 ** 20));
  if (bytes > 0) return bytes;
  throw new InvalidArgumentError(`expected a size such as 1500MB or 2GB, found '${text}'.`);
}

/** Collects the values of a repeatable flag. */
export function collect(value: string, previous: readonly string[]): readonly string[] {
  return [...previous, value];
}
