import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { exitCodes } from '../src/base/exitCodes.js';
import { writeWhole } from '../src/base/writeWhole.js';
import { wholeNumber } from '../src/cli/flags.js';
import { refuseSwallowedFlags } from '../src/cli/npmSwallowedFlags.js';
import { reportFailure } from '../src/cli/reportFailure.js';
import { startEngine } from '../src/kernels/engine.js';
import { measureBatches, printBatches } from './batchSection.js';
import { describeMachine, machineLines } from './machine.js';
import { multiplyAddPeakMeter } from './multiplyAddPeak.js';
import { measureNetworks, printNetworks } from './networkSection.js';
import { networks } from './networks.js';
import { openNetwork } from './openNetwork.js';
import { fullSettings, quickSettings, type Settings } from './settings.js';
import { measureSuites, printSuites } from './suiteSection.js';
import { measureTiles, printTiles } from './tileSection.js';

interface Flags {
  readonly json?: string;
  readonly quick?: true;
  readonly rounds?: number;
}

const program = new Command('bench')
  .description('Measure networks, passes, batch sizes, tiles, images and workers')
  .option('--json <file>', 'write every figure to this file')
  .option('--quick', 'a short look; figures too rough to be quoted')
  .option('--rounds <n>', 'repetitions of each measurement', wholeNumber(1))
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? exitCodes.pass : exitCodes.usage));

/** Runs every section, printing each as it is done; returns all figures. */
async function bench(settings: Settings, folder: string): Promise<object> {
  const machine = describeMachine();
  const engine = await startEngine('wasm');
  process.stdout.write(machineLines(machine));
  const open = [];
  for (const network of networks) open.push(await openNetwork(network, folder));
  const networkFigures = measureNetworks(open, multiplyAddPeakMeter, settings);
  printNetworks(networkFigures);
  const batches = measureBatches(open, multiplyAddPeakMeter, settings);
  printBatches(batches);
  const tiles = await measureTiles(folder, multiplyAddPeakMeter, settings);
  printTiles(tiles);
  const suites = await measureSuites(folder, settings);
  printSuites(suites);
  return { schemaVersion: 1, machine, engine, settings, networks: networkFigures, batches, tiles, suites };
}

let folder: string | null = null;
try {
  refuseSwallowedFlags(['json', 'quick', 'rounds'], { argv: process.argv.slice(1), env: process.env });
  const { json, quick, rounds } = program.parse().opts<Flags>();
  const base = quick ? quickSettings : fullSettings;
  const settings = rounds === undefined ? base : { ...base, rounds: { ...base.rounds, rounds } };
  folder = mkdtempSync(join(tmpdir(), 'rapa-bench-'));
  const figures = await bench(settings, folder);
  if (json !== undefined) writeWhole(json, `${JSON.stringify({ ...figures, quick: quick === true }, null, 1)}\n`);
} catch (error) {
  process.exitCode = reportFailure(error);
} finally {
  if (folder !== null) rmSync(folder, { recursive: true, force: true });
}
