import { join } from 'node:path';
import { writeWhole } from '../../src/base/writeWhole.js';
import type { Network } from '../networks.js';
import type { OurWorkers } from './ourWorkers.js';
import type { WorkedBatch } from './passWorker.js';
import { isFailure, type PythonPeer } from './pythonPeer.js';

const images = 8;

/** Above this relative distance the two sides do not compute the same network. */
const tolerance = 1e-3;

/** Relative distances of PyTorch's logits and input gradients from ours, on the same weights and images. */
export interface NetworkDistance {
  readonly network: string;
  readonly logits: number;
  readonly gradient: number;
}

/** Writes each network's model folder and our results for a batch, for the peers. */
export async function writeNetworks(networks: readonly Network[], ours: OurWorkers, folder: string): Promise<void> {
  const batches: Record<string, WorkedBatch> = {};
  for (const network of networks) batches[network.id] = await ours.workBatch(network, images);
  writeWhole(join(folder, 'batches.json'), JSON.stringify(batches));
}

/**
 * Compares the peers' networks with ours. All tiles of a layer have the same weights here, so random assignments have no effect.
 * Throws if a network differs, because its figures would be meaningless.
 */
export async function checkNetworks(networks: readonly Network[], peer: PythonPeer): Promise<NetworkDistance[]> {
  const figures: NetworkDistance[] = [];
  for (const { id } of networks) {
    const found = await peer.ask<Omit<NetworkDistance, 'network'>>({ operation: 'difference', network: id });
    if (isFailure(found)) throw new Error(`PyTorch, ${id}: ${found.error}`);
    if (!(Math.max(found.logits, found.gradient) < tolerance)) {
      throw new Error(`PyTorch's ${id} is not ours: relative distances ${JSON.stringify(found)}`);
    }
    figures.push({ network: id, ...found });
  }
  return figures;
}
