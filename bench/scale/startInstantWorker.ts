import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { InstantWorker } from './instantWorker.js';

const hooks = fileURLToPath(new URL('../loader/register.mjs', import.meta.url));
const file = fileURLToPath(new URL('./instantWorker.ts', import.meta.url));

/** Starts a worker whose cells take no time; it runs the build. SIGTERM ends it, and it prints cells and CPU time as JSON. */
export function startInstantWorker(worker: InstantWorker): ChildProcess {
  return spawn(process.execPath, ['--import', hooks, file, JSON.stringify(worker)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}
