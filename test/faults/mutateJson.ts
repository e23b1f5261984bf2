import type { RandomStream } from '../../src/base/random.js';

/** A value with one change, and the change in words. */
export interface Mutant {
  readonly text: string;
  readonly description: string;
  /** Whether a value was put in another's place, so that who accepts it has to notice. */
  readonly replaced: boolean;
}

type Container = Record<string, unknown> | unknown[];

const strange: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1,
  2,
  0.5,
  1e9,
  1e308,
  -0.001,
  65_536,
  2 ** 53,
  '',
  'x',
  '../../../../etc/passwd',
  '/dev/zero',
  '__proto__',
  '\u001b[31mred\u001b[0m',
  'a\nb',
  'é'.repeat(5000),
  '1/0',
  '8/255',
  '(a+)+$',
  [],
  {},
  [[[[]]]],
  [1, 2, 3],
  ['a', 'a'],
  { a: 1 },
];

/** One random change of a JSON text: of a value, a key, a list, or of its characters. Depends on the stream alone. */
export function mutateJson(text: string, stream: RandomStream): Mutant {
  if (stream.int(5) === 0) return mutateText(text, stream);
  const root = JSON.parse(text) as Container;
  const places = placesIn(root, '');
  const { parent, key, path } = places[stream.int(places.length)]!;
  const holder = parent as Record<string | number, unknown>;
  const value = holder[key];
  switch (stream.int(5)) {
    case 0:
      if (Array.isArray(parent)) parent.splice(Number(key), 1);
      else delete holder[key];
      return mutant(root, `${path} taken out`, false);
    case 1:
      if (Array.isArray(parent)) parent.splice(Number(key), 0, structuredClone(value));
      else holder[`${key}x`] = structuredClone(value);
      return mutant(root, `${path} doubled`, false);
    case 2: {
      const other = places[stream.int(places.length)]!;
      holder[key] = structuredClone((other.parent as Record<string | number, unknown>)[other.key]);
      return mutant(root, `${path} replaced by ${other.path}`, true);
    }
    default: {
      const chosen = strange[stream.int(strange.length)];
      holder[key] = typeof value === 'number' && stream.int(3) === 0 ? value * -1 + stream.float() : chosen;
      return mutant(root, `${path} replaced by ${JSON.stringify(holder[key])?.slice(0, 40)}`, true);
    }
  }
}

function mutant(root: Container, description: string, replaced: boolean): Mutant {
  return { text: JSON.stringify(root, null, 1), description, replaced };
}

function mutateText(text: string, stream: RandomStream): Mutant {
  const at = stream.int(text.length);
  switch (stream.int(4)) {
    case 0:
      return { text: text.slice(0, at), description: `cut off at ${at}`, replaced: false };
    case 1:
      return {
        text: text.slice(0, at) + text.slice(at + 1),
        description: `character ${at} taken out`,
        replaced: false,
      };
    case 2: {
      const character = String.fromCharCode(stream.int(0x180));
      return {
        text: `${text.slice(0, at)}${character}${text.slice(at + 1)}`,
        description: `character ${at} replaced by ${JSON.stringify(character)}`,
        replaced: false,
      };
    }
    default:
      return { text: '['.repeat(1 + stream.int(20_000)) + text, description: 'brackets before it', replaced: false };
  }
}

interface Place {
  readonly parent: Container;
  readonly key: string | number;
  readonly path: string;
}

function placesIn(value: unknown, path: string): Place[] {
  if (typeof value !== 'object' || value === null) return [];
  const parent = value as Container;
  return Object.entries(parent).flatMap(([key, child]) => {
    const own = `${path}/${key}`;
    return [{ parent, key, path: own }, ...placesIn(child, own)];
  });
}
