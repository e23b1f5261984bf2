import type { Command, Option } from 'commander';
import { UserError, UserErrors } from '../base/errors.js';

/**
 * Refuses arguments and flags whose value is missing: an empty one, as `-o "$PLACE"` has if the variable is not set, would mean the working folder,
 * and in `-o --quiet` the next flag would be taken as the value. Throws `UserErrors` that name all of them.
 */
export function refuseMissingValues(command: Command): void {
  const values = command.opts<Readonly<Record<string, unknown>>>();
  const given = [
    ...command.registeredArguments.map((argument, at) => [argument.name(), command.processedArgs[at]] as const),
    ...command.options.map((option) => [option.long ?? option.flags, values[option.attributeName()]] as const),
  ];
  const faults = given.flatMap(([where, value]) => {
    const word = [value].flat().find((one) => one === '' || isFlag(one, command.options));
    if (word === undefined) return [];
    const [found, remedy] =
      word === ''
        ? ['an empty one', 'write it out; is a shell variable not set?']
        : [`the flag ${word}`, 'write the value before the next flag'];
    return [new UserError({ where, expected: 'a value', found, remedy })];
  });
  if (faults.length > 0) throw new UserErrors(faults);
}

function isFlag(word: unknown, options: readonly Option[]): boolean {
  return options.some(({ long, short }) => word !== undefined && (word === long || word === short));
}
