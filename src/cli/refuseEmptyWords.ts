import type { Command } from 'commander';
import { UserError, UserErrors } from '../base/errors.js';

/**
 * Refuses arguments and flag values that are empty, as `-o "$PLACE"` is if the variable has none: an empty path would mean the working folder.
 * Throws `UserErrors` that name all of them.
 */
export function refuseEmptyWords(command: Command): void {
  const values = command.opts<Readonly<Record<string, unknown>>>();
  const given = [
    ...command.registeredArguments.map((argument, at) => [argument.name(), command.processedArgs[at]] as const),
    ...command.options.map((option) => [option.long ?? option.flags, values[option.attributeName()]] as const),
  ];
  const empty = given.filter(([, value]) => [value].flat().some((word) => word === ''));
  if (empty.length === 0) return;
  const parts = { expected: 'a value', found: 'an empty one', remedy: 'write it out; is a shell variable not set?' };
  throw new UserErrors(empty.map(([name]) => new UserError({ where: name, ...parts })));
}
