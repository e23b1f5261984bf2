import { Option } from 'commander';
import type { BackendChoice } from '../base/backends.js';
import { exitCodes } from '../base/exitCodes.js';
import { modelFormats } from '../contract/modelReading.js';
import type { AddCommand } from './command.js';
import { describeModelCheck } from './describeModelCheck.js';
import { backendOption, pluginsOption } from './options.js';
import {
  channelNumbers,
  modelAndReading,
  outputName,
  positiveNumbers,
  type ReadingFlags,
  size,
  tolerance,
} from './readingFlags.js';
import { printText } from './terminal.js';

interface CheckFlags extends ReadingFlags {
  readonly expect: string;
  readonly tolerance: number;
  readonly backend: BackendChoice;
}

/** `rapa check-model`: compares a model's outputs and gradients with those it gave in Python. */
export const addCheckModelCommand: AddCommand = (program, finish) =>
  program
    .command('check-model')
    .description("compare a model's outputs with those it gave in Python (docs/models.md)")
    .argument('<model>', 'folder or file of a model; with --suite also the id of one of its models')
    .requiredOption('--expect <file>', 'JSON file from Python with inputs, outputs and optionally gradients')
    .option(
      '--tolerance <share>',
      'allowed difference as a share of the largest output; 10 times that for gradients',
      tolerance,
      1e-4,
    )
    .option('--suite <file>', "read the model as this suite says; inputs are then the data set's pixels in [0, 1]")
    .addOption(new Option('--format <name>', 'format of the files').choices([...modelFormats]))
    .option('--output <name>', 'which of several outputs, by name or index', outputName)
    .option(
      '--resize <height>x<width>',
      'preprocessing, as in a suite; inputs are then pixels in [0, 1], channels last',
      size,
    )
    .addOption(new Option('--channels <order>', 'preprocessing').choices(['rgb', 'bgr', 'grey']))
    .option('--scale <numbers>', 'preprocessing: one number, or one per channel: 0.5,0.4,0.3', channelNumbers)
    .option('--offset <numbers>', 'preprocessing', channelNumbers)
    .option('--mean <numbers>', 'preprocessing', channelNumbers)
    .option('--std <numbers>', 'preprocessing', positiveNumbers)
    .addOption(new Option('--layout <axes>', 'preprocessing').choices(['nhwc', 'nchw']))
    .addOption(backendOption())
    .addOption(pluginsOption())
    .action(async (model: string, flags: CheckFlags) => {
      const { path, reading } = await modelAndReading(model, flags);
      // tfjs is loaded lazily, so that other commands start without it.
      const { startEngine } = await import('../kernels/engine.js');
      const { checkModel } = await import('../models/answers/checkModel.js');
      const { readExpectedAnswers } = await import('../models/answers/expectedAnswers.js');
      const expected = readExpectedAnswers(flags.expect);
      const { backend } = await startEngine(flags.backend);
      const check = await checkModel(path, expected, { reading, tolerance: flags.tolerance });
      printText(describeModelCheck(check, { path, backend, tolerance: flags.tolerance }));
      const agrees = check.outputs.agrees && check.gradients?.agrees !== false;
      finish(agrees ? exitCodes.pass : exitCodes.failed);
    });
