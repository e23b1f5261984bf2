import type { Network } from '../networks.js';
import type { Pass } from '../operations.js';
import { type Spread, summarise } from '../statistics.js';
import type { OurWorkers } from './ourWorkers.js';
import { isFailure, type PeerFailure, type PythonPeer } from './pythonPeer.js';

/** The implementations that are compared. */
export const contenders = ['ours', 'eager', 'compiled'] as const;
export type Contender = (typeof contenders)[number];

export interface Sides {
  readonly ours: OurWorkers;
  /** By number of threads. */
  readonly peers: ReadonlyMap<number, PythonPeer>;
}

/** Images/s of a contender, or the reason why it could not run. */
export interface ContenderFigures {
  readonly contender: Contender;
  /** Number of our workers, or of PyTorch's threads. */
  readonly threads: number;
  readonly imagesPerSecond: Spread | PeerFailure;
  /** PyTorch's fastest way. */
  readonly way?: Way;
}

interface Way {
  readonly memoryFormat: string;
  /** Whether torch.compile made constants of the weights (inductor's `freezing`). */
  readonly frozenWeights: boolean;
}

export interface PassSettings {
  readonly rounds: number;
  /** Minimum duration of a sample. */
  readonly seconds: number;
  readonly networks: readonly Network[];
  /** Networks measured with torch.compile, on all cores: a forward pass takes four compilations, the others two. */
  readonly compiled: readonly string[];
}

export interface Contest {
  readonly network: string;
  readonly pass: Pass;
  readonly figures: readonly ContenderFigures[];
}

interface Entry {
  readonly contender: Contender;
  readonly threads: number;
  readonly failure: PeerFailure | null;
  readonly way?: Way;
  readonly measure: (seconds: number) => Promise<number>;
}

/** Warms all contenders up, then measures them in turn, round by round. */
export async function holdContest(
  { ours, peers }: Sides,
  subject: { readonly network: Network; readonly pass: Pass },
  { rounds, seconds, compiled }: Pick<PassSettings, 'rounds' | 'seconds' | 'compiled'>,
): Promise<Contest> {
  const entries: Entry[] = [];
  const cores = Math.max(...peers.keys());
  for (const [threads, peer] of peers) {
    entries.push(ourEntry(ours, subject, threads));
    entries.push(await peerEntry(peer, subject, { threads, compiled: false }));
    if (threads === cores && compiled.includes(subject.network.id)) {
      entries.push(await peerEntry(peer, subject, { threads, compiled: true }));
    }
  }
  const running = entries.filter(({ failure }) => failure === null);
  const samples = new Map(running.map((entry) => [entry, [] as number[]]));
  for (const { measure } of running) await measure(Math.min(1, seconds));
  for (let round = 0; round < rounds; round++) {
    for (const entry of running) samples.get(entry)!.push(await entry.measure(seconds));
  }
  const figures = entries.map((entry) => {
    const { contender, threads, failure, way } = entry;
    const imagesPerSecond = failure ?? summarise(samples.get(entry)!);
    return { contender, threads, imagesPerSecond, ...(way === undefined ? {} : { way }) };
  });
  return { network: subject.network.id, pass: subject.pass, figures };
}

interface Subject {
  readonly network: Network;
  readonly pass: Pass;
}

function ourEntry(ours: OurWorkers, { network, pass }: Subject, workers: number): Entry {
  const measure = (seconds: number) => ours.measure(network, pass, { workers, seconds });
  return { contender: 'ours', threads: workers, failure: null, measure };
}

async function peerEntry(
  peer: PythonPeer,
  { network, pass }: Subject,
  { threads, compiled }: { readonly threads: number; readonly compiled: boolean },
): Promise<Entry> {
  const request = { network: network.id, name: pass, compiled };
  const prepared = await peer.ask<Way>({ operation: 'prepare', ...request });
  const measure = async (seconds: number) => {
    const answer = await peer.ask<{ imagesPerSecond: number }>({ operation: 'measure', seconds, ...request });
    if (isFailure(answer)) throw new Error(`PyTorch, ${network.id}, ${pass}: ${answer.error}`);
    return answer.imagesPerSecond;
  };
  const contender = compiled ? 'compiled' : 'eager';
  if (isFailure(prepared)) return { contender, threads, failure: prepared, measure };
  const { memoryFormat, frozenWeights } = prepared;
  return { contender, threads, failure: null, way: { memoryFormat, frozenWeights }, measure };
}
