import type { Rounds } from './measureInTurn.js';

/** How much is measured. */
export interface Settings {
  readonly rounds: Rounds;
  /** Runs of each pass with a clock around every kernel. */
  readonly profiledRuns: number;
  readonly batchSizes: readonly number[];
  /** Tiles of the first layer. */
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

/** A look at everything in about a minute; too short for figures to be quoted. */
export const quickSettings: Settings = {
  rounds: { rounds: 3, warmUpMs: 50, sampleMs: 10 },
  profiledRuns: 1,
  batchSizes: [1, 10, 50],
  tileCounts: [1, 16, 128, 1024],
  suites: { imageCounts: [250, 500], workerCounts: [1, 2], rounds: 1, epsilons: 2 },
};
