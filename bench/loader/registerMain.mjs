// The same for the main thread only. Worker threads inherit the options of the process; the runner's workers run the build, which
// needs no hooks and should not be slowed down by them.
import { isMainThread } from 'node:worker_threads';

if (isMainThread) await import('./register.mjs');
