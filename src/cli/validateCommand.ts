import { errorsOf, isUserFault, UserError } from '../base/errors.js';
import { exitCodes } from '../base/exitCodes.js';
import { readTextFile } from '../base/readTextFile.js';
import type { ModelSpec } from '../contract/suite.js';
import { readModel } from '../models/modelReaders.js';
import { parseRecipe } from '../recipes/parseRecipe.js';
import type { AddCommand } from './command.js';
import { backendOption, dataDirOption, pluginsOption } from './options.js';
import { type PluginFlag, readSuite } from './readSuite.js';
import { printText } from './terminal.js';
import { type ValidationFlags, validateModels } from './validateModels.js';

/** `rapa validate`: checks suites, their data and models, and recipes, and shows all errors. */
export const addValidateCommand: AddCommand = (program, finish) =>
  program
    .command('validate')
    .description('check suites with their data and models, and recipes, without running attacks')
    .argument('<file...>', 'suite or recipe files')
    .option(
      '--no-models',
      "check files only: do not read the data set, run the suites' models or check their gradients",
    )
    .addOption(backendOption())
    .addOption(dataDirOption())
    .addOption(pluginsOption())
    .action(async (files: string[], flags: ValidateFlags) => {
      let faulty = 0;
      for (const file of files) {
        const { faults, lines } = await validate(file, flags);
        faulty += faults.length > 0 ? 1 : 0;
        const text = faults.length === 0 ? [`${file}: valid`, ...lines].join('\n') : faults.map(messageOf).join('\n\n');
        printText(`${text}\n`);
      }
      finish(faulty === 0 ? exitCodes.pass : exitCodes.usage);
    });

interface ValidateFlags extends ValidationFlags, PluginFlag {
  /** False with --no-models. */
  readonly models: boolean;
}

interface Validation {
  readonly faults: readonly UserError[];
  /** Lines about a valid file. */
  readonly lines: readonly string[];
}

const messageOf = ({ message }: UserError) => message;

async function validate(file: string, flags: ValidateFlags): Promise<Validation> {
  try {
    if (isRecipe(file)) {
      parseRecipe(file);
      return { faults: [], lines: [] };
    }
    const { suite, plugins } = await readSuite(file, flags);
    if (plugins.readers.size > 0) {
      const { addToTables } = await import('../cells/usePlugins.js');
      for (const plugin of plugins.loaded) addToTables(plugin);
    }
    const faults = modelFaults([...suite.models, ...suite.sources]);
    return { faults, lines: flags.models && faults.length === 0 ? await validateModels(suite, flags) : [] };
  } catch (error) {
    if (isUserFault(error)) return { faults: errorsOf(error), lines: [] };
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

/** Recipes have an architecture or extend a recipe that has; anything else is checked as a suite. Throws `UserError` like `readTextFile`. */
function isRecipe(file: string): boolean {
  return /"(architecture|extends)"\s*:/.test(readTextFile(file, 'a suite or recipe').text);
}
