import type { ReadingFacts } from './modelReading.js';

/** What a note about a model says if gradient attacks may be too weak on it. */
export const gradientDoubts = {
  unverified: 'gradient not verified',
  vanishing: 'gradients vanish where it saturates',
  zero: 'its gradient is zero on random images',
} as const;

/** What a note says about a model whose random numbers no seed fixes: its outcomes differ from pass to pass. */
export const unseededNote = 'stochastic with an unseeded generator';

/** Whether a note on the model says that gradient attacks may be too weak on it. */
export function doubtsGradient({ outputs, notes }: ReadingFacts): boolean {
  return (
    outputs === 'logProbabilities' ||
    notes.some((note) => Object.values(gradientDoubts).some((doubt) => note.includes(doubt)))
  );
}
