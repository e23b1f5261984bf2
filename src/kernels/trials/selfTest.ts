import {
  analogTrial,
  type ChainShape,
  chainTrial,
  finishedTrial,
  type StageShape,
  stageTrial,
} from './convolutionTrial.js';
import { arithmeticTrial, assignmentTrial, normalizationTrial, poolings, poolTrial } from './otherTrials.js';
import { stepTrial } from './stepTrial.js';
import type { Trial } from './trial.js';

const stage = {
  ...{ batch: 1, side: 6, channels: 3, kernel: 3, stride: 1, padding: 'same', filters: 16, tiles: 1 },
  ...{ activation: 'relu', pooling: 'max', depthRadius: 2, beta: 0.75 },
} as const satisfies StageShape;

const chain = {
  ...{ batch: 1, side: 10, channels: 12, wide: 20, kernel: 3, stride: 1 },
  ...{ activation: 'relu6', first: 'pointwise', isProjected: true },
} as const satisfies ChainShape;

/** Small shapes that reach every block of every kernel: complete and remaining patches, filters, channels and strips. */
export function selfTest(): Trial[] {
  const finished = { ...stage, depthwise: false, activation: 'relu6' } as const;
  return [
    stageTrial(stage),
    stageTrial({ ...stage, side: 4, channels: 32, kernel: 2, pooling: 'average' }),
    stageTrial({ ...stage, side: 5, kernel: 2, filters: 28, tiles: 2, pooling: null }),
    stageTrial({ ...stage, side: 5, channels: 5, filters: 7, padding: 'valid', activation: 'linear', pooling: null }),
    stageTrial({ ...stage, side: 5, channels: 2, filters: 6, depthRadius: 1, beta: 0.5 }),
    stageTrial({ ...stage, side: 4, channels: 48, filters: 7, tiles: 8, pooling: null }),
    analogTrial({ ...stage, side: 4, filters: 21, tiles: 2 }),
    finishedTrial({ ...finished, channels: 8, filters: 12, stride: 2 }),
    finishedTrial({ ...finished, channels: 20, filters: 20 }),
    finishedTrial({ ...finished, channels: 8, filters: 12, kernel: 1 }),
    finishedTrial({ ...finished, channels: 20, filters: 12, kernel: 1, stride: 2 }),
    finishedTrial({ ...finished, channels: 20, depthwise: true }),
    finishedTrial({ ...finished, side: 7, channels: 28, depthwise: true, stride: 2 }),
    finishedTrial({ ...finished, channels: 3, filters: 28, stride: 2 }),
    finishedTrial({ ...finished, side: 3, channels: 20, depthwise: true, activation: 'swish' }),
    finishedTrial({ ...finished, side: 3, channels: 4, filters: 9, kernel: 1, activation: 'hardswish' }),
    chainTrial(chain),
    ...poolings.map((pooling) => poolTrial({ pooling, batch: 1, side: 5, channels: 9, size: 2, strides: 2 })),
    poolTrial({ pooling: 'max', batch: 1, side: 5, channels: 9, size: 3, strides: 1 }),
    normalizationTrial({ pixels: 5, channels: 18, depthRadius: 2, beta: 0.75 }),
    normalizationTrial({ pixels: 3, channels: 7, depthRadius: 3, beta: 1 }),
    arithmeticTrial({ rows: 5, columns: 21 }),
    assignmentTrial({ patches: 21, tiles: 4 }),
    stepTrial({ values: 21, radius: 0.25 }),
  ];
}
