import { printable } from './printable.js';

/** What a user needs to fix an error: where it is, what was expected, what was found, and the remedy. */
export interface UserErrorParts {
  /** File, flag or field with the error, e.g. `suites/mnist.json:3:5 /models/0/path`. */
  readonly where: string;
  readonly expected: string;
  readonly found: string;
  readonly remedy?: string;
}

/** An error in usage, configuration or data. The command line prints its message without a stack trace and exits with 2. */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly parts: UserErrorParts;

  constructor(parts: UserErrorParts) {
    super(formatParts(parts));
    this.parts = parts;
  }
}

/** A file of the run has changed since the run was planned. The run must stop, so that its results do not mix both versions. */
export class ChangedDuringRun extends UserError {}

/** Several errors found together, so that the user sees all of them at once. */
export class UserErrors extends Error {
  override readonly name = 'UserErrors';
  readonly errors: readonly UserError[];

  constructor(errors: readonly UserError[]) {
    super(errors.map((error) => error.message).join('\n\n'));
    this.errors = errors;
  }
}

/** Whether an error is one, or several, that the user can mend. */
export function isUserFault(error: unknown): error is UserError | UserErrors {
  return error instanceof UserError || error instanceof UserErrors;
}

/** The single errors of such a fault. */
export function errorsOf(fault: UserError | UserErrors): readonly UserError[] {
  return fault instanceof UserErrors ? fault.errors : [fault];
}

/** The user stopped the run before it had any results. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** One line per part, with control characters removed. */
function formatParts({ where, expected, found, remedy }: UserErrorParts): string {
  const lines = [printable(where), `  expected: ${printable(expected)}`, `  found:    ${printable(found)}`];
  if (remedy !== undefined) lines.push(`  remedy:   ${printable(remedy)}`);
  return lines.join('\n');
}
