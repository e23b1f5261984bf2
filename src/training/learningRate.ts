import type { Recipe, Schedule } from '../contract/recipe.js';

/** Learning rate of the step at `progress` epochs since the start (fractions count). */
export function learningRate(recipe: Recipe, progress: number): number {
  const { warmUp, epochs } = recipe;
  if (progress < warmUp.epochs) return recipe.learningRate / warmUp.divisor;
  return recipe.learningRate * scheduleFactor(recipe.schedule, progress, epochs);
}

function scheduleFactor(schedule: Schedule, progress: number, epochs: number): number {
  switch (schedule.kind) {
    case 'constant':
      return 1;
    case 'step':
      return schedule.factor ** Math.floor(progress / schedule.everyEpochs);
    case 'cosine':
      return cosine(1, schedule.final, progress / epochs);
    case 'oneCycle': {
      const { peakAt, startDivisor, endDivisor } = schedule;
      const share = progress / epochs;
      if (share < peakAt) return cosine(1 / startDivisor, 1, share / peakAt);
      return cosine(1, 1 / endDivisor, (share - peakAt) / (1 - peakAt));
    }
  }
}

/** Half a cosine from `start` at 0 to `end` at 1. */
function cosine(start: number, end: number, share: number): number {
  return end + ((start - end) * (1 + Math.cos(Math.PI * Math.min(1, share)))) / 2;
}
