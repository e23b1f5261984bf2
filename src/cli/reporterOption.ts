import { Option } from 'commander';
import { UserError } from '../base/errors.js';
import { chartSizes } from '../reports/charts/drawChart.js';
import { chartFormats, type ReporterName, reporterNames } from '../reports/writeReports.js';
import { collect } from './flags.js';

/** `--reporter`, repeatable. */
export function reporterOption(): Option {
  return new Option('--reporter <name>', 'write only this report; repeatable')
    .choices(reporterNames)
    .argParser(collect)
    .default([], 'all but svg');
}

/** `--chart-format`: how charts are written. */
export function chartFormatOption(): Option {
  return new Option('--chart-format <format>', 'charts as png or svg').choices([...chartFormats]).default('png');
}

/** `--chart-size`: what PNG charts are for. */
export function chartSizeOption(): Option {
  return new Option('--chart-size <size>', "png charts for a slide or for a paper's column")
    .choices([...chartSizes])
    .default('slide');
}

/** The requested reporters, or 'all'. Throws `UserError` for an unknown name. */
export function parseReporters(names: readonly string[]): readonly ReporterName[] | 'all' {
  const unknown = names.find((name) => !(reporterNames as readonly string[]).includes(name));
  if (unknown !== undefined) {
    throw new UserError({ where: '--reporter', expected: reporterNames.join(', '), found: unknown });
  }
  return names.length === 0 ? 'all' : (names as readonly ReporterName[]);
}
