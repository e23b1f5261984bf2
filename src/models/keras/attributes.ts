import { UserError } from '../../base/errors.js';

/** A layer's configuration in model.json; each attribute is checked when it is read. */
export interface Attributes {
  /** The model's path and the layer's name and class, for messages. */
  readonly where: string;
  readonly raw: Readonly<Record<string, unknown>>;
  readonly has: (key: string) => boolean;
  readonly integer: (key: string, fallback?: number) => number;
  readonly number: (key: string, fallback?: number) => number;
  readonly flag: (key: string, fallback?: boolean) => boolean;
  readonly text: (key: string, fallback?: string) => string;
  /** Integers; a single integer is repeated `length` times if `length` is given. */
  readonly integers: (key: string, options?: { readonly length?: number; readonly fallback?: number[] }) => number[];
  /** Numbers of any nesting, flattened; a single number becomes a list of one. */
  readonly numbers: (key: string) => number[];
  /** One of a list of words. */
  readonly choice: <Word extends string>(key: string, words: readonly Word[], fallback?: Word) => Word;
  readonly fault: (key: string, expected: string) => UserError;
}

/** Reads a configuration. A missing or null attribute gets its fallback; without a fallback it is a `UserError`. */
export function attributesOf(where: string, raw: Readonly<Record<string, unknown>>): Attributes {
  const has = (key: string) => raw[key] !== undefined && raw[key] !== null;
  const fault = (key: string, expected: string) =>
    new UserError({
      where: `${where}, '${key}'`,
      expected,
      found: shown(raw[key]),
      remedy: 'this value is not known here, or model.json was changed: convert the model again',
    });
  const read = <T>(key: string, fallback: T | undefined, expected: string, fits: (value: unknown) => value is T): T => {
    const value = has(key) ? raw[key] : fallback;
    if (fits(value)) return value;
    throw fault(key, expected);
  };
  const integers: Attributes['integers'] = (key, { length, fallback } = {}) => {
    const value = has(key) ? raw[key] : fallback;
    const list = Array.isArray(value) ? value : value === undefined ? [] : Array(length ?? 1).fill(value);
    if (value !== undefined && list.every(isInteger) && (length === undefined || list.length === length)) return list;
    throw fault(key, length === undefined ? 'whole numbers' : `${length} whole numbers, or one`);
  };
  return {
    where,
    raw,
    has,
    fault,
    integers,
    integer: (key, fallback) => read(key, fallback, 'a whole number', isInteger),
    number: (key, fallback) => read(key, fallback, 'a number', isNumber),
    flag: (key, fallback) => read(key, fallback, 'true or false', isFlag),
    text: (key, fallback) => read(key, fallback, 'a text', isText),
    numbers: (key) => {
      const list = [raw[key]].flat(8);
      if (list.length > 0 && list.every(isNumber)) return list;
      throw fault(key, 'numbers');
    },
    choice: (key, words, fallback) => {
      const value = read(key, fallback as string | undefined, `one of ${words.join(', ')}`, isText);
      const word = words.find((candidate) => candidate === value);
      if (word === undefined) throw fault(key, `one of ${words.join(', ')}`);
      return word;
    },
  };
}

/** A value for messages: short and on one line. */
export function shown(value: unknown): string {
  return value === undefined ? 'nothing' : (JSON.stringify(value) ?? String(value)).slice(0, 120);
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const isInteger = (value: unknown): value is number => Number.isSafeInteger(value);
const isFlag = (value: unknown): value is boolean => typeof value === 'boolean';
const isText = (value: unknown): value is string => typeof value === 'string';
