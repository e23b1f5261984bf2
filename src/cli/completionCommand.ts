import { Argument } from 'commander';
import { exitCodes } from '../base/exitCodes.js';
import type { AddCommand } from './command.js';
import { completionScripts, shells } from './completionScripts.js';
import { completionWords } from './completionWords.js';

/** `rapa completion`: prints a script with which a shell completes commands, flags, their values and file names. */
export const addCompletionCommand: AddCommand = (program, finish) =>
  program
    .command('completion')
    .description('print a completion script; for bash: source <(rapa completion bash)')
    .addArgument(new Argument('<shell>', 'your shell').choices(shells))
    .action((shell: (typeof shells)[number]) => {
      process.stdout.write(completionScripts[shell](completionWords(program)));
      finish(exitCodes.pass);
    });
