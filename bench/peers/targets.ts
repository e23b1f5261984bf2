import type { Pass } from '../operations.js';
import type { Vectors } from './vectors.js';

/** Target ratios ours / theirs, by network. */
type PassTargets = Readonly<Record<string, Readonly<Partial<Record<Pass, number>>> | undefined>>;

/** What our speed should reach on a machine. Ratios above 1 mean that ours is faster. */
export interface Targets {
  /** Images/s relative to PyTorch in eager mode, on all cores. */
  readonly eager: PassTargets;
  /** Images/s relative to torch.compile, on all cores. */
  readonly compiled: PassTargets;
  /** Maximum time of a network relative to our baseline. */
  readonly ownTime: PassTargets;
  /** Speed of an FGSM sweep of 16 epsilons relative to Foolbox, by network. */
  readonly sweep: Readonly<Record<string, number | undefined>>;
  /** Images/s of an attack relative to the library that it is compared with, by network and attack. */
  readonly attack: Readonly<Record<string, Readonly<Record<string, number | undefined>> | undefined>>;
}

const of128Bits: Targets = {
  eager: {
    baseline: { forward: 1.8, 'input gradient': 2, 'training step': 1.5 },
    'random-16': { forward: 5, 'input gradient': 6, 'training step': 5 },
  },
  compiled: { baseline: { forward: 0.6, 'input gradient': 1.5, 'training step': 0.9 } },
  ownTime: { 'random-128': { forward: 1.25, 'input gradient': 1.4, 'training step': 1.4 } },
  sweep: { baseline: 5, 'random-16': 15 },
  attack: {},
};

const ownTime: PassTargets = { 'random-128': { forward: 1.15, 'input gradient': 1.15, 'training step': 1.15 } };

const of256Bits = {
  againstAvx2: {
    eager: { 'random-16': { forward: 11, 'input gradient': 13, 'training step': 11 } },
    compiled: { baseline: { forward: 1.8, 'input gradient': 4, 'training step': 3 } },
    ownTime,
    sweep: { baseline: 14, 'random-16': 32 },
    attack: { baseline: { 'pgd-40': 5, 'apgd-100': 6 }, 'random-16': { 'pgd-40': 13, 'apgd-100': 13 } },
  },
  againstAvx512: {
    eager: { 'random-16': { forward: 16, 'input gradient': 17, 'training step': 11 } },
    compiled: { baseline: { forward: 1.3, 'input gradient': 2.5, 'training step': 2 } },
    ownTime,
    sweep: { baseline: 9, 'random-16': 27 },
    attack: { baseline: { 'pgd-40': 4, 'apgd-100': 4 }, 'random-16': { 'pgd-40': 10, 'apgd-100': 12 } },
  },
} satisfies Record<string, Targets>;

const none: Targets = { eager: {}, compiled: {}, ownTime: {}, sweep: {}, attack: {} };

/** The targets by the vectors of both sides: ours of 128 bits have one set, those of 256 bits one against each of PyTorch's, and none where PyTorch has others. */
export function targetsFor({ ours, theirs }: Vectors): Targets {
  if (ours === 128) return of128Bits;
  if (theirs.startsWith('AVX512')) return of256Bits.againstAvx512;
  return theirs === 'AVX2' ? of256Bits.againstAvx2 : none;
}
