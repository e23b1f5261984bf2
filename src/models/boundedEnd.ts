/** Functions whose values are bounded and which nothing takes off, in lower case without underscores. */
const bounded = new Set([
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

/** A note for a network that ends, its softmax and sigmoid taken off, in a function whose outputs are bounded; else none. */
export function boundedNotes(end: string | undefined): string[] {
  if (end === undefined || !bounded.has(end.replaceAll('_', '').toLowerCase())) return [];
  return [
    `ends in ${end}, which is bounded and is not taken off: gradients vanish where it saturates, so attacks may be too weak`,
  ];
}
