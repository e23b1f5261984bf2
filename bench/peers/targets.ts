import type { Pass } from '../operations.js';

/** Ratios ours / theirs that are to be reached, by network. */
type Targets = Readonly<Record<string, Readonly<Partial<Record<Pass, number>>> | undefined>>;

/** Images/s against PyTorch as it runs by itself, on all cores. */
export const eagerTargets: Targets = {
  baseline: { forward: 1.8, 'input gradient': 2, 'training step': 1.5 },
  'random-16': { forward: 5, 'input gradient': 6, 'training step': 5 },
};

/** Images/s against torch.compile, on all cores. */
export const compiledTargets: Targets = {
  baseline: { forward: 0.6, 'input gradient': 1.5, 'training step': 0.9 },
};

/** Time of a network over that of our own baseline: at most. */
export const ownTimeTargets: Targets = {
  'random-128': { forward: 1.25, 'input gradient': 1.4, 'training step': 1.4 },
};

/** Speed of an FGSM sweep against Foolbox's. */
export const sweepTargets: Readonly<Record<string, number | undefined>> = { baseline: 5, 'random-16': 15 };
