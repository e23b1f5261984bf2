import type { BackendName } from '../base/backends.js';
import { wideKernels } from './bindings/kernelFiles.js';
import { loadTensorflow } from './bindings/tensorflowModule.js';
import { tensorflowVersion } from './bindings/tensorflowOps.js';
import { startEngine } from './engine.js';

/** One line about a backend. */
export interface BackendDescription {
  readonly name: BackendName;
  readonly state: 'available' | 'not available';
  /** Its description, or why it is unavailable and the command that installs it. */
  readonly note: string;
}

/** Starts every backend in turn and reports the result; afterwards the default backend is current. */
export async function describeBackends(): Promise<BackendDescription[]> {
  const tensorflow = await describeTensorflow();
  await startEngine('cpu');
  const { backend, simd, fault } = await startEngine('wasm');
  const { reason = fault } = wideKernels();
  const narrow = reason === undefined ? '' : ` (256 bits: ${reason})`;
  return [
    {
      name: backend,
      state: 'available',
      note: `our kernels with ${simd}${narrow}, one worker a core; what auto takes`,
    },
    tensorflow,
    { name: 'cpu', state: 'available', note: 'plain TypeScript, the reference of the tests; slow' },
  ];
}

async function describeTensorflow(): Promise<BackendDescription> {
  const name = 'tensorflow';
  const state = loadTensorflow();
  if (!state.loaded) {
    return { name, state: 'not available', note: `${state.reason}; run \`rapa setup-tensorflow\`` };
  }
  await startEngine(name);
  const note = `TensorFlow ${tensorflowVersion()} through @tensorflow/tfjs-node ${state.version}, threads of its own`;
  return { name, state: 'available', note };
}
