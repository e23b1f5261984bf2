// The same for the main thread alone. Worker threads inherit a process's options; those of the runner run the build, which
// needs no hooks, and are not to be slowed by them.
import { isMainThread } from 'node:worker_threads';

if (isMainThread) await import('./register.mjs');
