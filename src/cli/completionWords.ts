import type { Command, Option } from 'commander';

/** A flag of a command. */
export interface FlagWords {
  /** Such as `--backend`. */
  readonly long: string;
  /** Such as `-j`. */
  readonly short: string | undefined;
  readonly description: string;
  readonly takesValue: boolean;
  /** Its possible values; empty if it takes any or none. */
  readonly values: readonly string[];
}

/** What can follow a command. */
export interface CommandWords {
  /** Its name, or the two names of a command inside another, such as `models get`. */
  readonly path: string;
  readonly description: string;
  /** Commands inside it, and possible values of its arguments; empty if these are files. */
  readonly words: readonly string[];
  readonly flags: readonly FlagWords[];
}

/** The words of every command of a program, outer commands before those inside them, and of `help`. */
export function completionWords(program: Command): CommandWords[] {
  const commands = program.commands.flatMap((command) => [
    wordsOf(command, command.name()),
    ...command.commands.map((inner) => wordsOf(inner, `${command.name()} ${inner.name()}`)),
  ]);
  const words = program.commands.map((command) => command.name());
  return [...commands, { path: 'help', description: 'display help for a command', words, flags: [] }];
}

function wordsOf(command: Command, path: string): CommandWords {
  const values = command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []);
  return {
    path,
    description: command.description(),
    words: [...command.commands.map((inner) => inner.name()), ...values],
    flags: command.createHelp().visibleOptions(command).flatMap(flagWords),
  };
}

function flagWords({ long, short, description, required, optional, argChoices }: Option): FlagWords[] {
  if (long == null) return [];
  return [{ long, short, description, takesValue: required || optional, values: argChoices ?? [] }];
}
