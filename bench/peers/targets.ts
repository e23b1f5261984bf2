import type { Pass } from '../operations.js';

/** Target ratios ours / theirs, by network. */
type Targets = Readonly<Record<string, Readonly<Partial<Record<Pass, number>>> | undefined>>;

/** Images/s relative to PyTorch in eager mode, on all cores. */
export const eagerTargets: Targets = {
  baseline: { forward: 1.8, 'input gradient': 2, 'training step': 1.5 },
  'random-16': { forward: 5, 'input gradient': 6, 'training step': 5 },
};

/** Images/s relative to torch.compile, on all cores. */
export const compiledTargets: Targets = {
  baseline: { forward: 0.6, 'input gradient': 1.5, 'training step': 0.9 },
};

/** Maximum time of a network relative to our baseline. */
export const ownTimeTargets: Targets = {
  'random-128': { forward: 1.25, 'input gradient': 1.4, 'training step': 1.4 },
};

/** Speed of an FGSM sweep relative to Foolbox. */
export const sweepTargets: Readonly<Record<string, number | undefined>> = { baseline: 5, 'random-16': 15 };
