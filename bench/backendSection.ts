import { cpus } from 'node:os';
import { loadTensorflow } from '../src/kernels/bindings/tensorflowModule.js';
import { startEngine } from '../src/kernels/engine.js';
import tf from '../src/tfjs/tfjs.cjs';
import { measureInTurn } from './measureInTurn.js';
import { networks } from './networks.js';
import { openNetwork, passOf } from './openNetwork.js';
import { type Pass, passes } from './operations.js';
import { percent, printTable, short } from './printTable.js';
import type { Settings } from './settings.js';
import type { Spread } from './statistics.js';

const batch = 100;
const backends = ['wasm', 'tensorflow'] as const;

/** A pass on both backends. */
export interface BackendFigures {
  readonly network: string;
  readonly pass: Pass;
  /** Time of a batch on one core. */
  readonly wasmMs: Spread;
  /** Time of a batch on all cores, parallelised by TensorFlow. */
  readonly tensorflowMs: Spread;
  /** Images/s with one batch per core, relative to TensorFlow: wasm is faster if it is above 1. */
  readonly wasmOverTensorflow: number;
}

/** Without figures if TensorFlow is not installed; `reason` says why. */
export type BackendSection = { readonly figures: readonly BackendFigures[] } | { readonly reason: string };

/**
 * All networks and passes at batch 100 on wasm and on tensorflow, measured in turn in one process. wasm computes on one core; a
 * run gives each core a separate batch, so its rate is multiplied by the number of cores.
 */
export async function measureBackends(folder: string, settings: Settings): Promise<BackendSection> {
  const state = loadTensorflow();
  if (!state.loaded) return { reason: state.reason };
  const cases = networks.flatMap((network) => passes.map((pass) => ({ network, pass })));
  const tasks: { run: () => void }[] = [];
  for (const backend of backends) {
    await startEngine(backend);
    const open = new Map<string, Awaited<ReturnType<typeof openNetwork>>>();
    for (const network of networks) open.set(network.id, await openNetwork(network, folder));
    for (const { network, pass } of cases) {
      const run = passOf(open.get(network.id)!, pass, batch);
      // A started backend is active immediately.
      tasks.push({
        run: () => {
          void tf.setBackend(backend);
          run();
        },
      });
    }
  }
  const timings = measureInTurn(tasks, settings.rounds);
  await startEngine('wasm');
  const figures = cases.map(({ network, pass }, at) => {
    const [wasmMs, tensorflowMs] = [timings[at]!.wallMs, timings[cases.length + at]!.wallMs];
    const wasmOverTensorflow = (cpus().length * tensorflowMs.median) / wasmMs.median;
    return { network: network.id, pass, wasmMs, tensorflowMs, wasmOverTensorflow };
  });
  return { figures };
}

/** Prints the comparison, or the reason why there is none. */
export function printBackends(section: BackendSection): void {
  if ('reason' in section) {
    process.stdout.write(`Backends: not measured, ${section.reason}; npm run setup:tensorflow\n\n`);
    return;
  }
  printTable(
    `Backends: batch ${batch}; wasm with a batch on each of ${cpus().length} cores, TensorFlow sharing one out`,
    section.figures.map(({ network, pass, wasmMs, tensorflowMs, wasmOverTensorflow }) => [
      network,
      pass,
      short(wasmMs.median),
      short(tensorflowMs.median),
      percent(Math.max(wasmMs.spread, tensorflowMs.spread)),
      wasmOverTensorflow.toFixed(2),
    ]),
    ['network', 'pass', 'wasm ms, 1 core', 'tensorflow ms, all', 'spread', 'wasm / tensorflow'],
  );
}
