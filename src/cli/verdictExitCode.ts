import { exitCodes } from '../base/exitCodes.js';
import type { Results } from '../contract/result.js';

/** Exit code of a verdict. */
export function verdictExitCode({ verdict }: Results): number {
  switch (verdict.status) {
    case 'pass':
    case 'part':
      return exitCodes.pass;
    case 'fail':
      return exitCodes.failed;
    case 'incomplete':
      return exitCodes.incomplete;
  }
}
