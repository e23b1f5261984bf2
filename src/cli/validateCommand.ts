import { existsSync, readFileSync } from 'node:fs';
import { UserError, UserErrors } from '../base/errors.js';
import { exitCodes } from '../base/exitCodes.js';
import type { ModelSpec } from '../contract/suite.js';
import { readModel } from '../models/modelReaders.js';
import { parseRecipe } from '../recipes/parseRecipe.js';
import { parseSuite } from '../suites/parseSuite.js';
import type { AddCommand } from './command.js';

/** `rapa validate`: checks suites (and that their models are whole) and recipes, and shows every fault of all of them. */
export const addValidateCommand: AddCommand = (program, finish) =>
  program
    .command('validate')
    .description('check suites and recipes without running them')
    .argument('<file...>', 'suite or recipe files')
    .action((files: string[]) => {
      let faulty = 0;
      for (const file of files) {
        const errors = faultsOf(file);
        faulty += errors.length > 0 ? 1 : 0;
        process.stdout.write(
          errors.length === 0 ? `${file}: valid\n` : `${errors.map((error) => error.message).join('\n\n')}\n`,
        );
      }
      finish(faulty === 0 ? exitCodes.pass : exitCodes.usage);
    });

function faultsOf(file: string): readonly UserError[] {
  try {
    if (isRecipe(file)) parseRecipe(file);
    else {
      const { models, sources } = parseSuite(file);
      return modelFaults([...models, ...sources]);
    }
    return [];
  } catch (error) {
    if (error instanceof UserErrors) return error.errors;
    if (error instanceof UserError) return [error];
    throw error;
  }
}

function modelFaults(models: readonly ModelSpec[]): UserError[] {
  return models.flatMap((model) => {
    try {
      readModel(model.path, model);
      return [];
    } catch (error) {
      if (error instanceof UserError) return [error];
      throw error;
    }
  });
}

/** Recipes have an architecture, suites have models; anything else is judged as a suite. */
function isRecipe(file: string): boolean {
  return existsSync(file) && /"architecture"\s*:/.test(readFileSync(file, 'utf8'));
}
