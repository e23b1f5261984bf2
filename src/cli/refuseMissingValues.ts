import type { Command, Option } from 'commander';
import { UserError, UserErrors } from '../base/errors.js';

/**
 * Refuses arguments and flags whose value is missing: an empty one, as `-o "$PLACE"` has if the variable is not set, would mean the working folder,
 * and in `-o --quiet` the next flag would be taken as the value. Throws `UserErrors` that name all of them.
 */
export function refuseMissingValues(command: Command): void {
  const values = command.opts<Readonly<Record<string, unknown>>>();
  const words = command.registeredArguments.flatMap((argument, at) =>
    [command.processedArgs[at]].flat().includes('') ? [missing(argument.name(), '')] : [],
  );
  const flags = command.options.flatMap((option) => {
    const word = [values[option.attributeName()]].flat().find((one) => one === '' || isFlag(one, command.options));
    return word === undefined ? [] : [missing(option.long ?? option.flags, word)];
  });
  if (words.length + flags.length > 0) throw new UserErrors([...words, ...flags]);
}

function missing(where: string, word: string): UserError {
  const [found, remedy] =
    word === ''
      ? ['an empty one', 'write it out; is a shell variable not set?']
      : [`the flag ${word}`, `write the value before the next flag; a path of that name is ./${word}`];
  return new UserError({ where, expected: 'a value', found, remedy });
}

/** Whether a word is one of the flags, or looks like a long one. */
function isFlag(word: unknown, options: readonly Option[]): word is string {
  if (typeof word !== 'string') return false;
  return /^--[a-z]/i.test(word) || word === '-h' || options.some(({ short }) => word === short);
}
