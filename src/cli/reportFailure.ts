import { Interrupted, isUserFault } from '../base/errors.js';
import { exitCodes } from '../base/exitCodes.js';
import { asCalled } from './asCalled.js';
import { printText } from './terminal.js';

/** Prints why a command failed and returns its exit code: user errors without a stack trace, all others with one. */
export function reportFailure(error: unknown): number {
  if (isUserFault(error)) {
    printText(`${asCalled(error.message)}\n`, process.stderr);
    return exitCodes.usage;
  }
  if (error instanceof Interrupted) {
    printText('Interrupted before anything was computed; run the same command again.\n', process.stderr);
    return exitCodes.interrupted;
  }
  printText(
    'This is a bug in the harness, not your fault; please report it with the following text.\n',
    process.stderr,
  );
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  return exitCodes.incomplete;
}
