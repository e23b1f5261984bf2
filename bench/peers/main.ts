import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { exitCodes } from '../../src/base/exitCodes.js';
import { writeWhole } from '../../src/base/writeWhole.js';
import { wholeNumber } from '../../src/cli/flags.js';
import { refuseSwallowedFlags } from '../../src/cli/npmSwallowedFlags.js';
import { reportFailure } from '../../src/cli/reportFailure.js';
import { describeMachine, machineLines } from '../machine.js';
import { agreementSuites, suiteNames } from './agreementSuites.js';
import { duelNames } from './autoattackDuels.js';
import { comparePeers } from './comparePeers.js';
import { packagesOf, peerVersions, requirePython } from './pythonPeer.js';
import { networks, peerSettings, type Section, type SettingFlags, sections, usualSections } from './settings.js';
import { targetsFor } from './targets.js';
import { vectorsLine, vectorsOf } from './vectors.js';

interface Flags extends SettingFlags {
  readonly json?: string;
  readonly python: string;
  readonly tensorflow?: string;
  readonly only: readonly Section[];
  readonly suites: readonly string[];
  readonly attacks?: readonly string[];
  readonly autoattack: string;
  readonly duels: readonly string[];
  readonly cores: number;
  readonly results: string;
}

const program = new Command('bench:peers')
  .description('Hold this harness against PyTorch, Foolbox and torchattacks: speed, in turn, and robust accuracy')
  .option('--json <file>', 'write every figure to this file')
  .option('--quick', 'a short look; figures too rough to be quoted')
  .option('--rounds <n>', 'repetitions of each pass', wholeNumber(1))
  .option('--python <program>', 'Python with the other side', process.env.RAPA_PEERS_PYTHON ?? 'python3')
  .addOption(
    new Option('--tensorflow <program>', 'Python with TensorFlow, for networks compared with it').env(
      'RAPA_PEERS_TENSORFLOW',
    ),
  )
  .option('--no-compile', 'leave torch.compile out')
  .addOption(new Option('--only <sections...>', 'only these').choices(sections).default(usualSections))
  .addOption(new Option('--networks <ids...>', 'speed of these only').choices(networks.map(({ id }) => id)))
  .addOption(new Option('--suites <names...>', 'agreement on these only').choices(suiteNames).default(suiteNames))
  .option('--attacks <ids...>', 'agreement of these only')
  .option('--cores <n>', 'workers and threads of either side', wholeNumber(1), availableParallelism())
  .option('--images <n>', 'images of the agreement and of AutoAttack', wholeNumber(1))
  .option('--autoattack <folder>', 'folder of the published package autoattack', process.env.RAPA_AUTOATTACK ?? '')
  .option('--results <folder>', 'report of a suite of searches for nearest examples', 'reports/cifar10-curves')
  .addOption(new Option('--duels <names...>', 'of the section autoattack only').choices(duelNames).default(duelNames))
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? exitCodes.pass : exitCodes.usage));

const valued = [
  'json',
  'rounds',
  'python',
  'tensorflow',
  'only',
  'networks',
  'suites',
  'attacks',
  'images',
  'results',
  'cores',
  'autoattack',
  'duels',
].map((name) => ({
  name,
  takesValue: true,
}));
const bare = ['quick', 'no-compile'].map((name) => ({ name, takesValue: false }));

/** The exit code: incomplete if a section failed. */
async function main(folder: string): Promise<number> {
  refuseSwallowedFlags([...valued, ...bare], { words: process.argv.slice(2), env: process.env });
  const {
    json,
    python,
    tensorflow,
    only,
    suites: names,
    attacks,
    autoattack: source,
    duels,
    results,
    cores,
    ...flags
  } = program.parse().opts<Flags>();
  const packages = packagesOf(only);
  requirePython(python, packages);
  const settings = peerSettings(flags);
  const suites = agreementSuites(names, attacks);
  const [machine, versions] = [describeMachine(), peerVersions(python, packages)];
  process.stdout.write(machineLines(machine));
  const vectors = vectorsOf(python);
  process.stdout.write(`${Object.entries(versions).flat().join(' ')}; ${vectorsLine(vectors)}\n`);
  const about = { schemaVersion: 3, quick: flags.quick === true, machine, versions, vectors, cores, settings };
  const write = (figures: object) => {
    if (json !== undefined) writeWhole(json, `${JSON.stringify({ ...about, ...figures }, null, 1)}\n`);
  };
  write({});
  const { failures } = await comparePeers({
    ...{ python, tensorflow, settings, targets: targetsFor(vectors), suites, only, cores, folder },
    ...{ autoattack: { source, duels }, results, onFigures: write },
  });
  return failures.length > 0 ? exitCodes.incomplete : exitCodes.pass;
}

const folder = mkdtempSync(join(tmpdir(), 'rapa-bench-'));
try {
  process.exitCode = await main(folder);
} catch (error) {
  process.exitCode = reportFailure(error);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
