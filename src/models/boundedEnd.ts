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

export const unknownEnd: NetworkEnd = { name: undefined, scaled: false };

/** A note for a network whose outputs are bounded, so that gradients vanish where they saturate; else none. */
export function boundedNotes({ name, scaled }: NetworkEnd): string[] {
  if (name === undefined || !bounded.has(name.replaceAll('_', '').toLowerCase())) return [];
  const then = scaled ? ', scaled and shifted' : '';
  return [
    `ends in ${name}${then}, which is bounded and is not taken off: ${gradientDoubts.vanishing}, so attacks may be too weak`,
  ];
}
