import type { Architecture } from '../src/contract/architecture.js';
import { layerStream } from '../src/layers/drawKey.js';
import { assignTiles } from '../src/tilings/tilings.js';
import { timeOf } from './measureInTurn.js';
import { io } from './networks.js';
import { summarise } from './statistics.js';

/** Median time in ms to draw the tiles of all patches of a batch in all layers, as in a forward pass. */
export function assignmentMs({ tiling, tiles }: Architecture, batch: number): number {
  if (tiling === 'none') return 0;
  const images = Array.from({ length: batch }, (_, image) => image);
  const drawBatch = () => {
    for (const [layer, count] of tiles.entries()) {
      if (count === 1) continue;
      const side = io.inputShape[0] / 2 ** layer;
      for (const position of images) {
        const stream = layerStream(`conv${layer + 1}`, { seed: 1, purpose: 'clean', images, draw: 0 }, position);
        assignTiles(tiling, { height: side, width: side }, { tiles: count, stream });
      }
    }
  };
  const times = Array.from({ length: 5 }, () => timeOf(drawBatch, 1).wallMs);
  return summarise(times).median;
}
