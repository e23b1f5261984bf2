import type { Architecture } from '../src/contract/architecture.js';
import { baselineArchitecture } from '../src/contract/architecture.js';
import type { ModelInterface } from '../src/models/modelInterface.js';

/** A benchmarked network. */
export interface Network {
  readonly id: string;
  readonly architecture: Architecture;
}

/** Images with the shape of CIFAR-10. */
export const io: ModelInterface = {
  inputShape: [32, 32, 3],
  classes: 10,
  normalization: { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] },
};

/** The paper's four networks. */
export const networks = [
  { id: 'baseline', architecture: baselineArchitecture },
  { id: 'enlarged', architecture: { ...baselineArchitecture, channels: [54, 64, 64] } },
  randomTiling('random-16', [16, 4, 1]),
  randomTiling('random-128', [128, 32, 8]),
] as const satisfies readonly Network[];

/** The baseline with random tiling and the given number of tiles per layer. */
export function randomTiling(id: string, tiles: readonly number[]): Network {
  return { id, architecture: { ...baselineArchitecture, tiling: 'random', tiles } };
}
