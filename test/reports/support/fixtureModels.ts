import { sha256 } from '../../../src/base/stableHash.js';
import type { ResultModel } from '../../../src/contract/result.js';

/** A model of the fixture and how its made-up classifier behaves. */
export interface FixtureModel extends ResultModel {
  readonly cleanAccuracy: number;
  /** SNR in dB at which half of the images that were right are lost, and how widely thresholds spread about it. */
  readonly thresholdDb: number;
  readonly spreadDb: number;
}

const base = (id: string, label: string) => ({
  id,
  label,
  path: `../models/cifar10/${id}`,
  sha256: sha256(`weights of ${id}`),
});

/** The paper's four networks, with robustness near that of its figure. */
export const fixtureModels: readonly FixtureModel[] = [
  {
    ...base('baseline', 'baseline'),
    parameters: { convolution: 79_328, total: 89_578 },
    tiles: [],
    scheme: 'none',
    stochastic: false,
    cleanAccuracy: 0.811,
    thresholdDb: 31.6,
    spreadDb: 6.5,
  },
  {
    ...base('enlarged', 'enlarged'),
    parameters: { convolution: 193_032, total: 203_282 },
    tiles: [],
    scheme: 'none',
    stochastic: false,
    cleanAccuracy: 0.821,
    thresholdDb: 31.1,
    spreadDb: 6.4,
  },
  {
    ...base('random-16', 'random, 16 tiles'),
    parameters: { convolution: 192_704, total: 202_954 },
    tiles: [16, 4, 1],
    scheme: 'random',
    stochastic: true,
    cleanAccuracy: 0.824,
    thresholdDb: 28.6,
    spreadDb: 6.9,
  },
  {
    ...base('random-128', 'random, 128 tiles'),
    parameters: { convolution: 1_541_632, total: 1_551_882 },
    tiles: [128, 32, 8],
    scheme: 'random',
    stochastic: true,
    cleanAccuracy: 0.834,
    thresholdDb: 25.6,
    spreadDb: 7.3,
  },
];
