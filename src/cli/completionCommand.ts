import { Argument } from 'commander';
import { exitCodes } from '../base/exitCodes.js';
import type { AddCommand } from './command.js';
import { type CommandWords, completionScripts, shells } from './completionScripts.js';

/** `rapa completion`: prints a script with which a shell completes commands, flags and file names. */
export const addCompletionCommand: AddCommand = (program, finish) =>
  program
    .command('completion')
    .description('print a completion script; for bash: source <(rapa completion bash)')
    .addArgument(new Argument('<shell>', 'your shell').choices(shells))
    .action((shell: (typeof shells)[number]) => {
      const commands = program.commands.map((command): CommandWords => {
        const words = command.commands.map((inner) => inner.name());
        const flags = command.options.flatMap(({ long }) => (long == null ? [] : [long]));
        return { name: command.name(), description: command.description(), words, flags };
      });
      process.stdout.write(completionScripts[shell](commands));
      finish(exitCodes.pass);
    });
