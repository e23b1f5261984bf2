import { join } from 'node:path';
import type { AttackSpec } from '../../src/contract/suite.js';
import type { Network } from '../networks.js';
import { benchSuite, runSuiteProcess } from '../runSuiteProcess.js';
import { type Spread, summarise } from '../statistics.js';
import type { SuiteRunFigures } from '../suiteProcess.js';
import { timedAttacks, timedEpsilon } from '../timedAttacks.js';
import type { OurWorkers } from './ourWorkers.js';
import { isFailure, type PythonPeer } from './pythonPeer.js';
import type { Library } from './rivals.js';

/** Minimum share of images that must resist, else the two sides did different work. */
const leastStanding = 0.99;

/** The timed attacks, each compared with one library. */
const duels: readonly { readonly spec: AttackSpec; readonly library: Library }[] = [
  { spec: timedAttacks.fgsm, library: 'foolbox' },
  { spec: timedAttacks.pgd, library: 'foolbox' },
  { spec: timedAttacks.apgd, library: 'torchattacks' },
];

/** Images/s of an attack on both sides. */
export interface ThroughputFigures {
  readonly network: string;
  readonly attack: string;
  readonly library: Library;
  readonly threads: number;
  /** Of our runner, from its plan on. */
  readonly ours: Spread;
  /** The same including the start of workers, engines and models. */
  readonly oursWithStart: Spread;
  /** Of the library, with a loaded and warm model. */
  readonly theirs: Spread;
}

export interface ThroughputSettings {
  readonly networks: readonly string[];
  readonly rounds: number;
  readonly ourImages: number;
  /** Per round. */
  readonly theirImages: number;
}

interface Contestants {
  readonly ours: OurWorkers;
  readonly peer: PythonPeer;
  /** Threads of the peer, and number of our workers. */
  readonly threads: number;
  /** Contains a model folder for each network. */
  readonly folder: string;
}

/** Times iterative attacks on one network in turn. Labels are the network's predictions, so every image is correct at first. */
export async function measureThroughput(
  network: Network,
  settings: ThroughputSettings,
  contestants: Contestants,
): Promise<ThroughputFigures[]> {
  const { ours, threads, folder } = contestants;
  const { ourImages: count } = settings;
  const labels = await ours.predict(network, count);
  const models = [{ id: network.id, label: network.id, path: join(folder, network.id) }];
  const figures: ThroughputFigures[] = [];
  for (const { spec, library } of duels) {
    const run = {
      suite: benchSuite(models, [spec]),
      images: { kind: 'noise', count, labels },
      workers: threads,
    } as const;
    const runs: SuiteRunFigures[] = [];
    const theirs: number[] = [];
    for (let round = 0; round < settings.rounds; round++) {
      theirs.push(
        await timePeer(contestants.peer, { network: network.id, spec, library, images: settings.theirImages }),
      );
      const figuresOfRun = await runSuiteProcess(run);
      requireStanding(`ours, ${network.id}, ${spec.id}`, shareOf(figuresOfRun.outcomes[0]!.points[0]!));
      runs.push(figuresOfRun);
    }
    figures.push({
      network: network.id,
      attack: spec.id,
      library,
      threads,
      ours: summarise(runs.map(({ cellsMs }) => (1000 * count) / cellsMs)),
      oursWithStart: summarise(runs.map(({ totalMs }) => (1000 * count) / totalMs)),
      theirs: summarise(theirs),
    });
  }
  return figures;
}

async function timePeer(
  peer: PythonPeer,
  asked: { readonly network: string; readonly spec: AttackSpec; readonly library: Library; readonly images: number },
): Promise<number> {
  const { network, spec, library, images } = asked;
  const answer = await peer.ask<{ seconds: number; standing: number }>({
    operation: 'throughput',
    network,
    images,
    attack: { library, spec, epsilons: [timedEpsilon], norm: 'linf' },
  });
  if (isFailure(answer)) throw new Error(`${library}, ${network}, ${spec.id}: ${answer.error}`);
  requireStanding(`${library}, ${network}, ${spec.id}`, answer.standing);
  return images / answer.seconds;
}

function requireStanding(who: string, share: number): void {
  if (share < leastStanding) throw new Error(`${who}: only ${share} of the images went through every step`);
}

function shareOf(hits: readonly number[]): number {
  return hits.reduce((sum, hit) => sum + hit, 0) / hits.length;
}
