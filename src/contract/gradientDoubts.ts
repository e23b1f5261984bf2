import type { ReadingFacts } from './modelReading.js';

/** What a note about a model says if gradient attacks may be too weak on it. */
export const gradientDoubts = {
  unverified: 'gradient not verified',
  vanishing: 'gradients vanish where it saturates',
  zero: 'its gradient is zero on random images',
} as const;

/** Whether a note on the model says that gradient attacks may be too weak on it. */
export function doubtsGradient({ outputs, notes }: ReadingFacts): boolean {
  return (
    outputs === 'logProbabilities' ||
    notes.some((note) => Object.values(gradientDoubts).some((doubt) => note.includes(doubt)))
  );
}
