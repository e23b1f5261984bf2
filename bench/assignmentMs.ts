import type { Architecture } from '../src/contract/architecture.js';
import { compiledAssignment } from '../src/kernels/randomAssignment/randomAssignment.js';
import { layerStates } from '../src/layers/drawKey.js';
import { timeOf } from './measureInTurn.js';
import { io } from './networks.js';
import { summarise } from './statistics.js';

/** Median time in ms to draw the tiles of all patches of a batch in all layers, as in a forward pass. The backend is wasm. */
export function assignmentMs({ tiling, tiles }: Architecture, batch: number): number {
  if (tiling !== 'random') return 0;
  const images = Array.from({ length: batch }, (_, image) => image);
  const drawBatch = () => {
    for (const [layer, count] of tiles.entries()) {
      if (count === 1) continue;
      const patches = (io.inputShape[0] / 2 ** layer) ** 2;
      const states = layerStates(`conv${layer + 1}`, { seed: 1, purpose: 'clean', images, draw: 0 });
      compiledAssignment()!({ states, patches, tiles: count }).dispose();
    }
  };
  const times = Array.from({ length: 5 }, () => timeOf(drawBatch, 1).wallMs);
  return summarise(times).median;
}
