import { exitCodes } from '../base/exitCodes.js';
import { removeTensorflow, setupTensorflow } from '../setup/setupTensorflow.js';
import type { AddCommand } from './command.js';
import { printText } from './terminal.js';

/** `rapa setup-tensorflow`: installs the tensorflow backend if npm could not install tfjs-node. */
export const addSetupTensorflowCommand: AddCommand = (program, finish) =>
  program
    .command('setup-tensorflow')
    .description("download TensorFlow's library from PyPI and build @tensorflow/tfjs-node with it")
    .option('--remove', 'uninstall it from this checkout')
    .option('--purge', "with --remove: also delete the library in the user's cache, which other checkouts may use")
    .action(({ remove, purge }: { readonly remove?: true; readonly purge?: true }) => {
      const log = (line: string) => void printText(`${line}\n`, process.stderr);
      if (remove) removeTensorflow(log, { purge: purge === true });
      else setupTensorflow(log);
      finish(exitCodes.pass);
    });
