import { join } from 'node:path';
import { writeWhole } from '../../src/base/writeWhole.js';
import type { Network } from '../networks.js';
import type { OurWorkers } from './ourWorkers.js';
import type { WorkedBatch } from './passWorker.js';
import { isFailure, type PythonPeer } from './pythonPeer.js';

const images = 8;

/** Relative distances above this mean that the two sides do not compute the same network. */
const tolerance = 1e-3;

/** Relative distances of PyTorch's logits and input gradients from ours, on the same weights and images. */
export interface NetworkDistance {
  readonly network: string;
  readonly logits: number;
  readonly gradient: number;
}

/** Writes, for the peers, each network's model folder and what we make of a batch. */
export async function writeNetworks(networks: readonly Network[], ours: OurWorkers, folder: string): Promise<void> {
  const batches: Record<string, WorkedBatch> = {};
  for (const network of networks) batches[network.id] = await ours.workBatch(network, images);
  writeWhole(join(folder, 'batches.json'), JSON.stringify(batches));
}

/**
 * Holds the peers' networks against ours. All tiles of a layer have the same weights here, so that random assignments
 * change nothing. Throws if a network differs: its figures would mean nothing.
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
