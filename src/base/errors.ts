import { printable } from './printable.js';

/** What a user can act on: where the fault lies, what was expected, what was found, and the remedy. */
export interface UserErrorParts {
  /** File, flag or field the fault lies in, e.g. `suites/mnist.json:3:5 /models/0/path`. */
  readonly where: string;
  readonly expected: string;
  readonly found: string;
  readonly remedy?: string;
}

/** A fault in usage, configuration or data. The command line prints its message without a stack and exits with 2. */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly parts: UserErrorParts;

  constructor(parts: UserErrorParts) {
    super(formatParts(parts));
    this.parts = parts;
  }
}

/** A file that a run computes with is no longer what it was when the run was planned: no figure of both may come about. */
export class ChangedDuringRun extends UserError {}

/** Several faults found in one go, so that one run shows all that is to be mended. */
export class UserErrors extends Error {
  override readonly name = 'UserErrors';
  readonly errors: readonly UserError[];

  constructor(errors: readonly UserError[]) {
    super(errors.map((error) => error.message).join('\n\n'));
    this.errors = errors;
  }
}

/** The user asked to stop before there was anything to keep. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** A line a part, whatever a file or a flag brought into it. */
function formatParts({ where, expected, found, remedy }: UserErrorParts): string {
  const lines = [printable(where), `  expected: ${printable(expected)}`, `  found:    ${printable(found)}`];
  if (remedy !== undefined) lines.push(`  remedy:   ${printable(remedy)}`);
  return lines.join('\n');
}
