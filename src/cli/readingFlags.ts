import { resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { UserError } from '../base/errors.js';
import type { ModelFormat, ModelReading, Preprocessing } from '../contract/modelReading.js';
import { type PluginFlag, readSuite } from './readSuite.js';

/** Flags for reading a model, like an entry of a suite. */
export interface ReadingFlags extends PluginFlag {
  readonly suite?: string;
  readonly format?: ModelFormat;
  readonly output?: string | number;
  readonly resize?: Preprocessing['resize'];
  readonly channels?: Preprocessing['channels'];
  readonly scale?: number | readonly number[];
  readonly offset?: number | readonly number[];
  readonly mean?: number | readonly number[];
  readonly std?: number | readonly number[];
  readonly layout?: Preprocessing['layout'];
}

const steps = ['resize', 'channels', 'scale', 'offset', 'mean', 'std', 'layout'] as const;
const own = ['format', 'output', ...steps] as const;

/**
 * The path of a model and its reading settings, from its entry in the suite (`model` may be its id) or from the flags. Throws
 * `UserError` if both are given, or if the suite does not have the model.
 */
export async function modelAndReading(
  model: string,
  flags: ReadingFlags,
): Promise<{ path: string; reading: ModelReading }> {
  if (flags.suite === undefined) return { path: model, reading: readingOf(flags) };
  const given = own.find((name) => flags[name] !== undefined);
  if (given !== undefined) {
    const remedy = 'remove one of the two: the suite says how its models are read';
    throw new UserError({ where: `--${given}`, expected: 'no such flag with --suite', found: 'both', remedy });
  }
  const { suite, plugins } = await readSuite(flags.suite, flags);
  if (plugins.readers.size > 0) {
    const { addToTables } = await import('../cells/usePlugins.js');
    for (const plugin of plugins.loaded) addToTables(plugin);
  }
  const { models } = suite;
  const found = models.find(({ id }) => id === model) ?? models.find(({ path }) => resolve(path) === resolve(model));
  if (found !== undefined) return { path: found.path, reading: found };
  const expected = `one of ${models.map(({ id }) => id).join(', ')}, or its path`;
  throw new UserError({ where: flags.suite, expected, found: model });
}

function readingOf(flags: ReadingFlags): ModelReading {
  const given = steps.filter((name) => flags[name] !== undefined);
  const preprocessing: Preprocessing = Object.fromEntries(given.map((name) => [name, flags[name]]));
  return {
    ...(flags.format === undefined ? {} : { format: flags.format }),
    ...(flags.output === undefined ? {} : { output: flags.output }),
    ...(given.length === 0 ? {} : { preprocessing }),
  };
}

/** Parses `0.5` or `0.5,0.4,0.3`. */
export function channelNumbers(text: string): number | readonly number[] {
  const numbers = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (!numbers.every(Number.isFinite))
    throw new InvalidArgumentError(`expected numbers such as 0.5,0.4,0.3, found '${text}'.`);
  return numbers.length === 1 ? numbers[0]! : numbers;
}

/** The same for numbers above 0, as divisors are. */
export function positiveNumbers(text: string): number | readonly number[] {
  const numbers = channelNumbers(text);
  if ([numbers].flat().every((value) => value > 0)) return numbers;
  throw new InvalidArgumentError(`expected numbers above 0, found '${text}'.`);
}

/** Parses `28x28`. */
export function size(text: string): NonNullable<Preprocessing['resize']> {
  const [, height, width] = /^(\d{1,5})x(\d{1,5})$/.exec(text) ?? [];
  if (Number(height) > 0 && Number(width) > 0)
    return { height: Number(height), width: Number(width), method: 'bilinear' };
  throw new InvalidArgumentError(`expected <height>x<width> such as 28x28, found '${text}'.`);
}

/** A number selects an output by index. */
export function outputName(text: string): string | number {
  return /^\d+$/.test(text) ? Number(text) : text;
}

/** A share above 0 and below 1. */
export function tolerance(text: string): number {
  const share = Number(text);
  if (share > 0 && share < 1) return share;
  throw new InvalidArgumentError(`expected a number between 0 and 1, found '${text}'.`);
}
