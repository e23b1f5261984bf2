import { inkOf } from '../console/ink.js';
import { sections } from '../sections.js';
import type { Summary } from '../summary/summary.js';
import { printable } from '../text/printable.js';

export interface ConsoleOptions {
  /** ANSI colours. */
  readonly colour: boolean;
  /** Columns of the terminal; below 60, tables overflow. */
  readonly width: number;
  /** Folder of the report's files, shown at the end. */
  readonly folder: string;
}

/** The complete report as terminal text, the verdict last. */
export function consoleReport(summary: Summary, { colour, width, folder }: ConsoleOptions): string {
  const look = { ink: inkOf(colour), width: Math.min(Math.max(width, 60), 120) };
  const text = sections
    .map((section) => section.console?.(summary, look) ?? [])
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
  return `${text}\n${look.ink.quiet(`Report: ${printable(folder)}`)}`;
}
