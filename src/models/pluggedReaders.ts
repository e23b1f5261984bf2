import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../base/errors.js';
import { sha256, stableHash } from '../base/stableHash.js';
import type { ModelReading, PluggedFormat } from '../contract/modelReading.js';
import type { DrawKey } from '../layers/drawKey.js';
import tf from '../tfjs/tfjs.cjs';
import type { ModelLocation } from './modelLocation.js';
import type { ModelFiles, ModelReader } from './modelReader.js';
import type { Network } from './network.js';

/** A network that a reader of a plug-in opens. */
export interface OpenedNetwork {
  /** Pixels [B, H, W, C] (after the suite's preprocessing) to logits or probabilities [B, classes], of tfjs ops with gradients. */
  readonly run: (x: tf.Tensor4D, draw: DrawKey) => tf.Tensor;
  /** Batch first; null for a dynamic side. Left out if unknown. */
  readonly inputShape?: readonly (number | null)[];
  /** `run` is random: it takes all its randomness from `draw`. */
  readonly stochastic?: boolean;
  /** Number of trained weights, for tables. */
  readonly parameters?: number;
  /** Notes for reports about how the files were read, one sentence each. */
  readonly notes?: readonly string[];
  readonly dispose?: () => void;
}

/** A reader of a model format from a plug-in. */
export interface ReaderMethods {
  /** Whether the files have this format. Reads only names and first bytes. */
  readonly recognises: (location: ModelLocation) => boolean;
  /** Names of the files that make up the model, in its folder; default: all of them. They enter its hash. */
  readonly files?: (location: ModelLocation) => readonly string[];
  readonly open: (location: ModelLocation) => OpenedNetwork | Promise<OpenedNetwork>;
}

/** By hash of the plug-in and format, so that runs with different plug-ins do not mix. */
const table = new Map<string, ModelReader>();

/** Adds a reader of a plug-in to the table of model readers. */
export function registerPluggedReader({ file, sha256: plugin, format }: PluggedFormat, reader: ReaderMethods): void {
  const where = `${file}, model format ${format}`;
  table.set(`${plugin} ${format}`, {
    recognises: (location) => named(where, 'recognises', () => reader.recognises(location) === true),
    read: (location) => read(where, location, { plugin, reader }),
  });
}

/** The reader among those of the suite's plug-ins that recognises a model's files. */
export function pluggedReader(
  location: ModelLocation,
  { plugged = [], format }: ModelReading,
): { readonly format: string; readonly reader: ModelReader } | undefined {
  for (const own of plugged) {
    if (format !== undefined && format !== own.format) continue;
    const reader = table.get(`${own.sha256} ${own.format}`);
    if (reader === undefined)
      throw new Error(`the plug-in ${own.file} with the model format ${own.format} was not loaded`);
    if (location.names.length > 0 && reader.recognises(location)) return { format: own.format, reader };
  }
  return undefined;
}

function read(
  where: string,
  location: ModelLocation,
  { plugin, reader }: { readonly plugin: string; readonly reader: ReaderMethods },
): ModelFiles {
  const { folder, names } = location;
  const all = () => names.filter((name) => statSync(join(folder, name)).isFile());
  const files = named(where, 'files', () => reader.files?.(location) ?? all());
  const hashes = files.map((name) => [name, sha256(readFileSync(join(folder, name)))]);
  return {
    sha256: stableHash({ plugin, files: hashes }),
    open: async () => {
      try {
        return networkOf(await reader.open(location));
      } catch (error) {
        throw fault(where, location.path, error);
      }
    },
  };
}

function networkOf(opened: OpenedNetwork): Network {
  const { run, stochastic = false, parameters = 0, notes, inputShape, dispose = () => {} } = opened;
  if (typeof run !== 'function') throw new TypeError(`open returned no function run, but ${typeof run}`);
  return {
    facts: { parameters: { convolution: 0, total: parameters }, tiles: [], scheme: 'none', stochastic },
    outputs: 'logits',
    inputShape,
    ...(notes === undefined ? {} : { notes }),
    weights: [],
    run: (x, draw) =>
      tf.tidy(() => {
        const outputs: unknown = run(x, draw);
        if (outputs instanceof tf.Tensor) return outputs;
        throw new TypeError(`run returned ${outputs instanceof Promise ? 'a promise' : typeof outputs}, not a tensor`);
      }),
    dispose,
  };
}

function named<Value>(where: string, field: string, run: () => Value): Value {
  try {
    return run();
  } catch (error) {
    throw fault(`${where}, ${field}`, null, error);
  }
}

function fault(where: string, path: string | null, error: unknown): Error {
  if (error instanceof Error && error.name === 'UserError') return error;
  const expected = path === null ? 'a function that returns' : `a model that it can open at ${path}`;
  return new UserError({ where, expected, found: error instanceof Error ? error.message : String(error) });
}
