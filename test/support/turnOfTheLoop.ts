import { setImmediate } from 'node:timers/promises';
import { afterEach } from 'vitest';

// Tests that compute without waiting leave no turn of the event loop between them. The runner hears nothing of a file meanwhile, and after
// a minute it counts its own message as unanswered, which fails a run on a slow machine.
afterEach(() => setImmediate());
