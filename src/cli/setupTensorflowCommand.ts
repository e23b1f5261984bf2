import { exitCodes } from '../base/exitCodes.js';
import { removeTensorflow, setupTensorflow } from '../setup/setupTensorflow.js';
import type { AddCommand } from './command.js';

/** `rapa setup-tensorflow`: makes the tensorflow backend work where tfjs-node could not install itself. */
export const addSetupTensorflowCommand: AddCommand = (program, finish) =>
  program
    .command('setup-tensorflow')
    .description("get TensorFlow's library from PyPI and build @tensorflow/tfjs-node with it")
    .option('--remove', 'take it all back')
    .action(({ remove }: { readonly remove?: true }) => {
      const log = (line: string) => void process.stderr.write(`${line}\n`);
      if (remove) removeTensorflow(log);
      else setupTensorflow(log);
      finish(exitCodes.pass);
    });
