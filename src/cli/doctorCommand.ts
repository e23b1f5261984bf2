import { availableParallelism, freemem, totalmem } from 'node:os';
import { UserError } from '../base/errors.js';
import { exitCodes } from '../base/exitCodes.js';
import { datasetNames } from '../contract/suite.js';
import { describeDataset } from '../datasets/describeDataset.js';
import { resolveDataDir } from '../datasets/resolveDataDir.js';
import { asCalled } from './asCalled.js';
import { cacheFolder } from './cacheFolder.js';
import type { AddCommand } from './command.js';
import { ensureWritable } from './ensureWritable.js';
import { describeEnvironment } from './environment.js';
import { dataDirOption } from './options.js';
import { printText } from './terminal.js';
import { commandText } from './typedCommand.js';

/** One line: what was looked at, whether it is well, and what to do if not. */
interface Finding {
  readonly subject: string;
  /** `note` is no fault: something optional is missing. */
  readonly state: 'ok' | 'note' | 'fault';
  readonly text: string;
}

/**
 * `rapa doctor`: says which versions, backends, memory and data sets are there and how to install what is missing. Exit code 2 if
 * evaluations cannot run.
 */
export const addDoctorCommand: AddCommand = (program, finish) =>
  program
    .command('doctor')
    .description('check this installation: versions, backends, memory, data sets; say what to install')
    .addOption(dataDirOption())
    .action(async ({ dataDir }: { readonly dataDir?: string }) => {
      const findings = [versions(), machine(), ...(await backends()), await pictures(), cache(), ...dataSets(dataDir)];
      const marks = { ok: '✓', note: '-', fault: '✗' } as const;
      const lines = findings.map(({ subject, state, text }) => `${marks[state]} ${subject.padEnd(12)}${text}\n`);
      printText(asCalled(lines.join('')));
      finish(findings.some(({ state }) => state === 'fault') ? exitCodes.usage : exitCodes.pass);
    });

function versions(): Finding {
  const { harness, tfjs, node } = describeEnvironment();
  const isOld = Number(node.slice(1).split('.')[0]) < 20;
  const text = `rapa ${harness}, TensorFlow.js ${tfjs}, Node ${node.slice(1)}${isOld ? ': install Node 20 or newer' : ''}`;
  return { subject: 'versions', state: isOld ? 'fault' : 'ok', text };
}

function machine(): Finding {
  const gigabytes = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GB`;
  const { cpu } = describeEnvironment();
  const text = `${cpu}, ${availableParallelism()} usable; ${gigabytes(freemem())} of ${gigabytes(totalmem())} memory free`;
  return { subject: 'machine', state: 'ok', text };
}

async function backends(): Promise<Finding[]> {
  const { describeBackends } = await import('../kernels/describeBackends.js');
  let described: Awaited<ReturnType<typeof describeBackends>>;
  try {
    described = await describeBackends();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { found, remedy = 'install the package again' } = error.parts;
    return [{ subject: 'wasm', state: 'fault', text: `${found}: ${remedy}` }];
  }
  return described.map(({ name, state, note }) => ({
    subject: name,
    state: state === 'available' ? 'ok' : 'note',
    text: note,
  }));
}

/** PNG charts need the canvas's binary for this platform, which npm leaves out with --omit=optional. */
async function pictures(): Promise<Finding> {
  try {
    const { createCanvas } = await import('@napi-rs/canvas');
    createCanvas(1, 1);
    return { subject: 'charts', state: 'ok', text: 'PNG and SVG' };
  } catch (error) {
    const text = `no PNG: ${(error as Error).message.split('\n')[0]}; npm install without --omit=optional`;
    return { subject: 'charts', state: 'fault', text };
  }
}

function cache(): Finding {
  try {
    ensureWritable(cacheFolder());
    return { subject: 'cache', state: 'ok', text: cacheFolder() };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const text = `${cacheFolder()} is not writable: set RAPA_CACHE_DIR to a folder of yours`;
    return { subject: 'cache', state: 'fault', text };
  }
}

function dataSets(given: string | undefined): Finding[] {
  const dataDir = resolveDataDir(given);
  return datasetNames
    .map((name) => ({ name, about: describeDataset(name, dataDir) }))
    .filter(({ about }) => about.place.kind !== 'path')
    .map(({ name, about: { place, faults } }): Finding => {
      if (faults.length > 0) return { subject: name, state: 'note', text: commandText(['data', name]) };
      return { subject: name, state: 'ok', text: place.kind === 'dataDir' ? dataDir : 'in the package' };
    });
}
