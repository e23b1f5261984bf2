import { join } from 'node:path';
import type { Suite } from '../../src/contract/suite.js';
import { passes } from '../operations.js';
import { type AnalogFigures, measureAnalog } from './analog/analogSection.js';
import { printAnalog } from './analog/printAnalog.js';
import { measureAgreement, type SuiteAgreement } from './attackAgreement.js';
import { type DuelFigures, measureAutoattack } from './autoattackDuels.js';
import { type Contest, holdContest, type PassSettings, type Sides } from './contenders.js';
import { type ModelFigures, measureModels, printModels } from './models/modelSection.js';
import { measureNearest, type NearestFigures } from './nearestDuels.js';
import { startOurWorkers } from './ourWorkers.js';
import { printAttackAgreement } from './printAttackAgreement.js';
import { printAutoattack } from './printAutoattack.js';
import { printNearest } from './printNearest.js';
import { printContests, printDistances, printFailures, printOwnTimes, printSweeps } from './printPeers.js';
import { printThroughput } from './printThroughput.js';
import { type PythonPeer, startPythonPeer } from './pythonPeer.js';
import { checkNetworks, type NetworkDistance, writeNetworks } from './sameNetworks.js';
import { networks, type PeerSettings, type Section } from './settings.js';
import { measureSweep, type SweepFigures } from './sweeps.js';
import type { Targets } from './targets.js';
import { measureThroughput, type ThroughputFigures } from './throughput.js';

/** All figures; sections that were not selected or failed are missing. */
export interface PeerFigures {
  distances?: readonly NetworkDistance[];
  passes?: readonly Contest[];
  models?: readonly ModelFigures[];
  sweeps?: readonly SweepFigures[];
  throughput?: readonly ThroughputFigures[];
  agreement?: readonly SuiteAgreement[];
  autoattack?: readonly DuelFigures[];
  nearest?: NearestFigures;
  analog?: AnalogFigures;
  /** The reasons why sections ended early. */
  readonly failures: { readonly section: Section; readonly error: string }[];
}

export interface Comparison {
  readonly python: string;
  /** Python with TensorFlow, for networks that are compared with it. */
  readonly tensorflow?: string | undefined;
  readonly settings: PeerSettings;
  /** Printed beside the figures. */
  readonly targets: Targets;
  /** Suites for the agreement of attacks. */
  readonly suites: readonly Suite[];
  readonly only: readonly Section[];
  /** Where the published AutoAttack is, and which of its comparisons to run. */
  readonly autoattack: { readonly source: string; readonly duels: readonly string[] };
  /** Report of a suite of searches for nearest examples. */
  readonly results: string;
  readonly cores: number;
  /** Folder for networks and images. */
  readonly folder: string;
  /** Called after every section with all figures so far. */
  readonly onFigures: (figures: PeerFigures) => void;
}

/** Runs the sections and prints each when it is finished. A failed section is reported and does not stop the others. */
export async function comparePeers(comparison: Comparison): Promise<PeerFigures> {
  const { only, settings, targets, onFigures } = comparison;
  const figures: PeerFigures = { failures: [] };
  const attempt = async (section: Section, run: () => Promise<void>) => {
    if (!only.includes(section)) return;
    try {
      await run();
    } catch (error) {
      const message = (error as Error).message;
      figures.failures.push({ section, error: message });
      process.stdout.write(`\nThe section ${section} failed: ${message}\n`);
    }
    onFigures(figures);
  };
  if (only.some((section) => !['agreement', 'autoattack', 'models', 'nearest', 'analog'].includes(section))) {
    await withSides(comparison, figures, async (sides) => {
      await attempt('passes', async () => {
        figures.passes = await holdContests(sides, settings.passes);
        printContests(figures.passes, comparison.cores, targets);
        printFailures(figures.passes);
        printOwnTimes(figures.passes, targets);
      });
      await attempt('sweeps', async () => {
        figures.sweeps = await measureSweeps(sides, comparison);
        if (figures.sweeps.length > 0) printSweeps(figures.sweeps, targets);
      });
      await attempt('throughput', async () => {
        figures.throughput = await measureThroughputs(sides, comparison);
        if (figures.throughput.length > 0)
          printThroughput(figures.throughput, { sweeps: figures.sweeps ?? [], targets });
      });
    });
  }
  await attempt('models', async () => {
    const { python, tensorflow, folder, cores } = comparison;
    const where = { folder: join(folder, 'models'), cores };
    figures.models = await measureModels({ pytorch: python, tensorflow }, settings.models, where);
    printModels(figures.models);
  });
  await attempt('agreement', async () => {
    figures.agreement = await agree(comparison);
    printAttackAgreement(figures.agreement);
  });
  await attempt('autoattack', async () => {
    figures.autoattack = await duelWithAutoattack(comparison, (duels) => onFigures({ ...figures, autoattack: duels }));
    printAutoattack(figures.autoattack);
  });
  await attempt('nearest', async () => {
    figures.nearest = await withPeer(comparison, (around) => measureNearest(comparison.results, around));
    printNearest(figures.nearest);
  });
  await attempt('analog', async () => {
    figures.analog = await measureAnalog(settings.analog, comparison);
    printAnalog(figures.analog);
  });
  return figures;
}

/** Starts our workers and PyTorch with all cores and with one, and checks that they compute the same networks. */
async function withSides(
  { python, settings, only, cores, folder }: Comparison,
  figures: PeerFigures,
  run: (sides: Sides) => Promise<void>,
): Promise<void> {
  const ours = startOurWorkers(cores, folder);
  const peers = new Map<number, PythonPeer>();
  try {
    const used = networks.filter(({ id }) => usesNetwork(settings, only, id));
    await writeNetworks(used, ours, folder);
    for (const threads of new Set(only.includes('passes') ? [cores, 1] : [cores])) {
      peers.set(threads, startPythonPeer(python, threads, folder));
    }
    figures.distances = await checkNetworks(used, peers.get(cores)!);
    printDistances(figures.distances);
    await run({ ours, peers });
  } finally {
    for (const peer of peers.values()) peer.close();
    await ours.close();
  }
}

function usesNetwork({ passes: contests, sweeps, throughput }: PeerSettings, only: readonly Section[], id: string) {
  return (
    (only.includes('passes') && contests.networks.some((network) => network.id === id)) ||
    (only.includes('sweeps') && sweeps.networks.includes(id)) ||
    (only.includes('throughput') && throughput.networks.includes(id))
  );
}

async function holdContests(sides: Sides, settings: PassSettings): Promise<Contest[]> {
  const contests: Contest[] = [];
  const all = settings.networks.length * passes.length;
  for (const network of settings.networks) {
    for (const pass of passes) {
      process.stderr.write(`${contests.length + 1}/${all}: ${network.id}, ${pass}\n`);
      contests.push(await holdContest(sides, { network, pass }, settings));
    }
  }
  return contests;
}

async function measureSweeps({ peers }: Sides, comparison: Comparison): Promise<SweepFigures[]> {
  const { settings, folder, cores } = comparison;
  const figures: SweepFigures[] = [];
  for (const network of networks.filter(({ id }) => settings.sweeps.networks.includes(id))) {
    process.stderr.write(`FGSM sweep of ${network.id}\n`);
    figures.push(await measureSweep(network, peers.get(cores)!, { folder, threads: cores, ...settings.sweeps }));
  }
  return figures;
}

async function measureThroughputs({ ours, peers }: Sides, comparison: Comparison): Promise<ThroughputFigures[]> {
  const { settings, folder, cores } = comparison;
  const contestants = { ours, peer: peers.get(cores)!, threads: cores, folder };
  const figures: ThroughputFigures[] = [];
  for (const network of networks.filter(({ id }) => settings.throughput.networks.includes(id))) {
    process.stderr.write(`attacks on ${network.id}\n`);
    figures.push(...(await measureThroughput(network, settings.throughput, contestants)));
  }
  return figures;
}

/** One peer with one thread per core: nothing is timed here. */
async function agree({ python, settings, suites, cores, folder }: Comparison): Promise<SuiteAgreement[]> {
  const peers = Array.from({ length: cores }, () => startPythonPeer(python, 1, folder));
  try {
    return await measureAgreement(suites, settings.agreement, { peers, workers: cores, folder });
  } finally {
    for (const peer of peers) peer.close();
  }
}

/** Both sides are timed, so the peer has as many cores as ours. */
function duelWithAutoattack(
  comparison: Comparison,
  onDuel: (figures: readonly DuelFigures[]) => void,
): Promise<DuelFigures[]> {
  const { settings, autoattack, cores } = comparison;
  return withPeer(comparison, (around) =>
    measureAutoattack({ ...settings.autoattack, ...autoattack }, { ...around, cores, onDuel }),
  );
}

async function withPeer<Figures>(
  { python, cores, folder }: Comparison,
  run: (around: { readonly peer: PythonPeer; readonly folder: string }) => Promise<Figures>,
): Promise<Figures> {
  const peer = startPythonPeer(python, cores, folder);
  try {
    return await run({ peer, folder });
  } finally {
    peer.close();
  }
}
