import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { exitCodes } from '../src/base/exitCodes.js';
import { writeWhole } from '../src/base/writeWhole.js';
import { wholeNumber } from '../src/cli/flags.js';
import { refuseSwallowedFlags } from '../src/cli/npmSwallowedFlags.js';
import { reportFailure } from '../src/cli/reportFailure.js';
import { startEngine } from '../src/kernels/engine.js';
import { measureAnalog, printAnalog } from './analogSection.js';
import { measureAttacks, printAttacks } from './attackSection.js';
import { measureBackends, printBackends } from './backendSection.js';
import { measureBatches, printBatches } from './batchSection.js';
import { measureConvolutions, printConvolutions } from './convolutionSection.js';
import { describeMachine, machineLines } from './machine.js';
import { multiplyAddPeakMeter } from './multiplyAddPeak.js';
import { measureNetworks, printNetworks } from './networkSection.js';
import { networks } from './networks.js';
import { type OpenNetwork, openNetwork } from './openNetwork.js';
import { fullSettings, quickSettings, type Settings } from './settings.js';
import { measureSuites, printSuites } from './suiteSection.js';
import { measureTiles, printTiles } from './tileSection.js';
import { measureWide, printWide } from './wideSection.js';

interface Flags {
  readonly json?: string;
  readonly quick?: true;
  readonly rounds?: number;
  readonly only: readonly Section[];
}

const sections = [
  'networks',
  'batches',
  'tiles',
  'convolutions',
  'attacks',
  'suites',
  'backends',
  'wide',
  'analog',
] as const;
type Section = (typeof sections)[number];

const program = new Command('bench')
  .description('Measure networks, passes, batch sizes, tiles, images and workers')
  .option('--json <file>', 'write every figure to this file')
  .option('--quick', 'a short look; figures too rough to be quoted')
  .option('--rounds <n>', 'repetitions of each measurement', wholeNumber(1))
  .addOption(new Option('--only <sections...>', 'only these').choices(sections).default(sections))
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? exitCodes.pass : exitCodes.usage));

/** Runs the selected sections and prints each when it is finished; returns all figures. */
async function bench(settings: Settings, only: readonly Section[], folder: string): Promise<object> {
  const machine = describeMachine();
  const engine = await startEngine('wasm');
  process.stdout.write(machineLines(machine));
  const open: OpenNetwork[] = [];
  for (const network of networks) open.push(await openNetwork(network, folder));
  const run = {
    networks: () => shown(measureNetworks(open, multiplyAddPeakMeter, settings), printNetworks),
    batches: () => shown(measureBatches(open, multiplyAddPeakMeter, settings), printBatches),
    tiles: async () => shown(await measureTiles(folder, multiplyAddPeakMeter, settings), printTiles),
    convolutions: () => shown(measureConvolutions(multiplyAddPeakMeter, settings), printConvolutions),
    attacks: () => shown(measureAttacks(open, settings), printAttacks),
    backends: async () => shown(await measureBackends(folder, settings), printBackends),
    wide: () => shown(measureWide(open, settings), printWide),
    analog: async () => shown(await measureAnalog(settings), printAnalog),
    suites: async () => shown(await measureSuites(folder, settings), printSuites),
  };
  const figures: Partial<Record<Section, unknown>> = {};
  for (const section of sections.filter((name) => only.includes(name))) figures[section] = await run[section]();
  return { schemaVersion: 1, machine, engine, settings, ...figures };
}

function shown<Figures>(figures: Figures, print: (figures: Figures) => void): Figures {
  print(figures);
  return figures;
}

let folder: string | null = null;
try {
  refuseSwallowedFlags(
    [
      { name: 'json', takesValue: true },
      { name: 'quick', takesValue: false },
      { name: 'rounds', takesValue: true },
      { name: 'only', takesValue: true },
    ],
    { words: process.argv.slice(2), env: process.env },
  );
  const { json, quick, rounds, only } = program.parse().opts<Flags>();
  const base = quick ? quickSettings : fullSettings;
  const settings = rounds === undefined ? base : { ...base, rounds: { ...base.rounds, rounds } };
  folder = mkdtempSync(join(tmpdir(), 'rapa-bench-'));
  const figures = await bench(settings, only, folder);
  if (json !== undefined) writeWhole(json, `${JSON.stringify({ ...figures, quick: quick === true }, null, 1)}\n`);
} catch (error) {
  process.exitCode = reportFailure(error);
} finally {
  if (folder !== null) rmSync(folder, { recursive: true, force: true });
}
