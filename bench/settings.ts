import type { Rounds } from './measureInTurn.js';

/** The size of the measurements. */
export interface Settings {
  readonly rounds: Rounds;
  /** Number of profiled runs of each pass. */
  readonly profiledRuns: number;
  readonly batchSizes: readonly number[];
  /** Numbers of tiles of the first layer. */
  readonly tileCounts: readonly number[];
  readonly suites: {
    readonly imageCounts: readonly number[];
    readonly workerCounts: readonly number[];
    readonly rounds: number;
    readonly epsilons: number;
  };
}

export const fullSettings: Settings = {
  rounds: { rounds: 9, warmUpMs: 500, sampleMs: 60 },
  profiledRuns: 5,
  batchSizes: [1, 10, 50, 100, 200],
  tileCounts: [1, 16, 128, 1024],
  suites: { imageCounts: [500, 1000, 2000], workerCounts: [1, 2], rounds: 3, epsilons: 16 },
};

/** All sections in about a minute; too short for publishable figures. */
export const quickSettings: Settings = {
  rounds: { rounds: 3, warmUpMs: 50, sampleMs: 10 },
  profiledRuns: 1,
  batchSizes: [1, 10, 50],
  tileCounts: [1, 16, 128, 1024],
  suites: { imageCounts: [250, 500], workerCounts: [1, 2], rounds: 1, epsilons: 2 },
};
