import { Option } from 'commander';
import { UserError } from '../base/errors.js';
import { type ReporterName, reporterNames } from '../reports/writeReports.js';
import { collect } from './flags.js';

/** `--reporter`, repeatable. */
export function reporterOption(): Option {
  return new Option(
    '--reporter <name>',
    `write only this report; repeatable: ${reporterNames.join(', ')} (default: all but svg)`,
  )
    .argParser(collect)
    .default([], 'all');
}

/** The requested reporters, or 'all'. Throws `UserError` for an unknown name. */
export function parseReporters(names: readonly string[]): readonly ReporterName[] | 'all' {
  const unknown = names.find((name) => !(reporterNames as readonly string[]).includes(name));
  if (unknown !== undefined) {
    throw new UserError({ where: '--reporter', expected: reporterNames.join(', '), found: unknown });
  }
  return names.length === 0 ? 'all' : (names as readonly ReporterName[]);
}
