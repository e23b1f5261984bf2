import { exitCodes } from '../base/exitCodes.js';
import type { AddCommand } from './command.js';

/** `rapa backends`: for each engine, whether it is there; if not, why, and what installs it. */
export const addBackendsCommand: AddCommand = (program, finish) =>
  program
    .command('backends')
    .description('list the backends and say why one is unavailable')
    .action(async () => {
      // tfjs is loaded only here: every other command starts without it.
      const { describeBackends } = await import('../kernels/describeBackends.js');
      for (const { name, state, note } of await describeBackends()) {
        process.stdout.write(`${name.padEnd(10)}  ${state.padEnd(13)}  ${note}\n`);
      }
      finish(exitCodes.pass);
    });
