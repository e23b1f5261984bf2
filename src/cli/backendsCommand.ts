import { exitCodes } from '../base/exitCodes.js';
import { asCalled } from './asCalled.js';
import type { AddCommand } from './command.js';
import { printText } from './terminal.js';

/** `rapa backends`: lists each backend, and if it is unavailable, why and how to install it. */
export const addBackendsCommand: AddCommand = (program, finish) =>
  program
    .command('backends')
    .description('list the backends and say why one is unavailable')
    .action(async () => {
      // tfjs is loaded lazily, so that other commands start without it.
      const { describeBackends } = await import('../kernels/describeBackends.js');
      for (const { name, state, note } of await describeBackends()) {
        printText(asCalled(`${name.padEnd(10)}  ${state.padEnd(13)}  ${note}\n`));
      }
      finish(exitCodes.pass);
    });
