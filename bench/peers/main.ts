import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { exitCodes } from '../../src/base/exitCodes.js';
import { writeWhole } from '../../src/base/writeWhole.js';
import { refuseSwallowedFlags } from '../../src/cli/npmSwallowedFlags.js';
import { reportFailure } from '../../src/cli/reportFailure.js';
import { describeMachine, machineLines } from '../machine.js';
import { type Network, networks as paperNetworks } from '../networks.js';
import { passes } from '../operations.js';
import { checkAgreement, writeNetworks } from './agreement.js';
import { type Contest, holdContest, type Sides } from './contenders.js';
import { startOurWorkers } from './ourWorkers.js';
import { printAgreement, printContests, printFailures, printOwnTimes, printSweeps } from './printPeers.js';
import { type PythonPeer, requirePython, startPythonPeer } from './pythonPeer.js';
import { measureSweep, type SweepFigures } from './sweeps.js';

interface Flags {
  readonly json?: string;
  readonly quick?: true;
  readonly python: string;
  readonly networks?: readonly string[];
  readonly compile: boolean;
}

/** How much is measured. */
interface Settings {
  readonly rounds: number;
  readonly seconds: number;
  /** Measure torch.compile too: half a minute of compilation each network, pass and number of threads. */
  readonly compile: boolean;
  readonly networks: readonly Network[];
  readonly sweep: {
    readonly networks: readonly string[];
    readonly images: number;
    readonly epsilons: number;
    readonly rounds: number;
  };
}

/** Tiles of a layer start alike, so that the two sides can be held against each other whatever tiles they draw. */
const networks: readonly Network[] = paperNetworks.map(({ id, architecture }) => ({
  id,
  architecture: { ...architecture, initialisation: 'replicated' },
}));

const fullSettings: Settings = {
  rounds: 5,
  seconds: 1,
  compile: true,
  networks,
  sweep: { networks: ['baseline', 'random-16'], images: 2000, epsilons: 16, rounds: 4 },
};

const quickSettings: Settings = {
  rounds: 1,
  seconds: 0.2,
  compile: true,
  networks: networks.filter(({ id }) => id === 'baseline' || id === 'random-16'),
  sweep: { networks: ['baseline', 'random-16'], images: 100, epsilons: 2, rounds: 1 },
};

const program = new Command('bench:peers')
  .description('Measure this harness and PyTorch with Foolbox in turn')
  .option('--json <file>', 'write every figure to this file')
  .option('--quick', 'a short look; figures too rough to be quoted')
  .option('--python <program>', 'Python with PyTorch and Foolbox', process.env.RAPA_PEERS_PYTHON ?? 'python3')
  .option('--no-compile', 'leave torch.compile out, which takes most of the time')
  .addOption(new Option('--networks <ids...>', 'only these').choices(networks.map(({ id }) => id)))
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? exitCodes.pass : exitCodes.usage));

async function compare(python: string, settings: Settings, folder: string): Promise<object> {
  const machine = describeMachine();
  const cores = availableParallelism();
  process.stdout.write(machineLines(machine));
  const ours = startOurWorkers(cores, folder);
  const peers = new Map<number, PythonPeer>();
  try {
    await writeNetworks(settings.networks, ours, folder);
    for (const threads of new Set([cores, 1])) peers.set(threads, startPythonPeer(python, threads, folder));
    const peer = peers.get(cores)!;
    const versions = await peer.ask<object>({ operation: 'version' });
    process.stdout.write(`${Object.entries(versions).flat().join(' ')}\n`);
    const agreement = await checkAgreement(settings.networks, peer);
    printAgreement(agreement);
    const contests = await holdContests({ ours, peers }, settings);
    printContests(contests, cores);
    printFailures(contests);
    printOwnTimes(contests);
    const sweeps: SweepFigures[] = [];
    for (const network of settings.networks.filter(({ id }) => settings.sweep.networks.includes(id))) {
      sweeps.push(await measureSweep(network, peer, { folder, threads: cores, ...settings.sweep }));
    }
    if (sweeps.length > 0) printSweeps(sweeps);
    return { schemaVersion: 1, machine, versions, cores, settings, agreement, contests, sweeps };
  } finally {
    for (const peer of peers.values()) peer.close();
    await ours.close();
  }
}

async function holdContests(sides: Sides, settings: Settings): Promise<Contest[]> {
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

function settingsOf({ quick, networks: chosen, compile }: Flags): Settings {
  const base = quick ? quickSettings : fullSettings;
  const asked = chosen === undefined ? base.networks : networks.filter(({ id }) => chosen.includes(id));
  return { ...base, networks: asked, compile };
}

let folder: string | null = null;
try {
  refuseSwallowedFlags(
    [
      { name: 'json', takesValue: true },
      { name: 'quick', takesValue: false },
      { name: 'python', takesValue: true },
      { name: 'networks', takesValue: true },
      { name: 'no-compile', takesValue: false },
    ],
    { words: process.argv.slice(2), env: process.env },
  );
  const flags = program.parse().opts<Flags>();
  const { json, python, quick } = flags;
  requirePython(python);
  folder = mkdtempSync(join(tmpdir(), 'rapa-bench-'));
  const figures = await compare(python, settingsOf(flags), folder);
  if (json !== undefined) writeWhole(json, `${JSON.stringify({ ...figures, quick: quick === true }, null, 1)}\n`);
} catch (error) {
  process.exitCode = reportFailure(error);
} finally {
  if (folder !== null) rmSync(folder, { recursive: true, force: true });
}
