import type { Command } from 'commander';

/** Adds one command to the program; the command passes its exit code to `finish`. */
export type AddCommand = (program: Command, finish: (exitCode: number) => void) => Command;
