import { gradientDoubts } from '../contract/gradientDoubts.js';

/**
 * Functions whose values are bounded, in lower case without underscores. A softmax or sigmoid at the very end is taken off and does not
 * get here; one that is scaled and shifted afterwards does.
 */
const bounded = new Set([
  'sigmoid',
  'softmax',
  'tanh',
  'softsign',
  'hardsigmoid',
  'hardtanh',
  'relu6',
  'clip',
  'clipbyvalue',
  'sparsemax',
  'erf',
  'sin',
  'cos',
]);

/** The last function of a network whose outputs depend on the images, closing softmax and sigmoid functions taken off. */
export interface NetworkEnd {
  /** As the file spells it, e.g. `Tanh`; undefined if it is not known. */
  readonly name: string | undefined;
  /** Each of its values is multiplied by or added to a constant afterwards, as by a BatchNormalization. */
  readonly scaled: boolean;
}

/** The op that makes a value of a graph, and the values that it takes, constants aside. */
export interface ValueMaker {
  readonly op: string;
  readonly operands: readonly string[];
}

/** Ops of a graph format that only move values, and that multiply each by a constant or add one if all other operands are constants. */
export interface PassedOps {
  readonly moving: ReadonlySet<string>;
  readonly scaling: ReadonlySet<string>;
}

/** The op that a value of a graph comes from, those aside that only move, scale or shift numbers. */
export function endOf(
  value: string,
  makerOf: (value: string) => ValueMaker | undefined,
  { moving, scaling }: PassedOps,
): NetworkEnd {
  let scaled = false;
  let maker = makerOf(value);
  while (maker !== undefined) {
    const scales = scaling.has(maker.op) && maker.operands.length === 1;
    if (!scales && !moving.has(maker.op)) break;
    scaled ||= scales;
    maker = makerOf(maker.operands[0] ?? '');
  }
  return { name: maker?.op, scaled };
}

export const unknownEnd: NetworkEnd = { name: undefined, scaled: false };

/** A note for a network whose outputs are bounded, so that gradients vanish where they saturate; else none. */
export function boundedNotes({ name, scaled }: NetworkEnd): string[] {
  if (name === undefined || !bounded.has(name.replaceAll('_', '').toLowerCase())) return [];
  const then = scaled ? ', scaled and shifted' : '';
  return [
    `ends in ${name}${then}, which is bounded and is not taken off: ${gradientDoubts.vanishing}, so attacks may be too weak`,
  ];
}
