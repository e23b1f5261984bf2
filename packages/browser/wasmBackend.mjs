// In browsers: one thread, because the kernels work on memory that is not shared.
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { env } from '@tensorflow/tfjs-core';

env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);

export { setWasmPaths };
