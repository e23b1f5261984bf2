#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { exitCodes } from '../base/exitCodes.js';
import { addAttacksCommand } from './attacksCommand.js';
import { addBackendsCommand } from './backendsCommand.js';
import { addCacheCommand } from './cacheCommand.js';
import { addCheckModelCommand } from './checkModelCommand.js';
import { addClusterCommand } from './clusterCommand.js';
import { addCompareCommand } from './compareCommand.js';
import { addCompletionCommand } from './completionCommand.js';
import { addDataCommand } from './dataCommand.js';
import { addDoctorCommand } from './doctorCommand.js';
import { describeEnvironment } from './environment.js';
import { addEvalCommand } from './evalCommand.js';
import { addHelpEnd, helpLayout } from './helpLayout.js';
import { addInitCommand } from './initCommand.js';
import { keepOnWithoutReader } from './keepOnWithoutReader.js';
import { addLeaderboardCommand } from './leaderboardCommand.js';
import { addMergeCommand } from './mergeCommand.js';
import { addModelsCommand } from './modelsCommand.js';
import { refuseSwallowedFlags } from './npmSwallowedFlags.js';
import { addPaperCommand } from './paperCommand.js';
import { addReduceCommand } from './reduceCommand.js';
import { refuseMissingValues } from './refuseMissingValues.js';
import { addReportCommand } from './reportCommand.js';
import { reportFailure } from './reportFailure.js';
import { addRuntimeCommand } from './runtimeCommand.js';
import { addSetupTensorflowCommand } from './setupTensorflowCommand.js';
import { addSimilarityCommand } from './similarityCommand.js';
import { printText } from './terminal.js';
import { addTheoryCommand } from './theoryCommand.js';
import { addTilingsCommand } from './tilingsCommand.js';
import { addTrainCommand } from './trainCommand.js';
import { addValidateCommand } from './validateCommand.js';
import { addWorkerCommand } from './workerCommand.js';

keepOnWithoutReader([process.stdout, process.stderr]);

const program = new Command('rapa')
  .description('Adversarial robustness evaluation for TensorFlow.js models and random-tiled RAPA ConvNets')
  .version(describeEnvironment().harness)
  .configureHelp(helpLayout)
  .configureOutput({ outputError: (text) => printText(text, process.stderr) })
  .showSuggestionAfterError()
  .hook('preAction', (_, command) => refuseMissingValues(command));
addHelpEnd(
  program,
  'Exit codes: 0 pass; 1 an assertion or the regression gate failed; 2 usage, configuration or data error; ' +
    '3 incomplete; 130 interrupted; the same command resumes.',
);

const commands = [
  addEvalCommand,
  addTrainCommand,
  addValidateCommand,
  addCheckModelCommand,
  addCompareCommand,
  addLeaderboardCommand,
  addMergeCommand,
  addClusterCommand,
  addWorkerCommand,
  addReportCommand,
  addDataCommand,
  addCacheCommand,
  addModelsCommand,
  addPaperCommand,
  addReduceCommand,
  addSimilarityCommand,
  addTilingsCommand,
  addRuntimeCommand,
  addTheoryCommand,
  addInitCommand,
  addAttacksCommand,
  addBackendsCommand,
  addDoctorCommand,
  addCompletionCommand,
  addSetupTensorflowCommand,
];
for (const add of commands) {
  const command = add(program, (code) => {
    process.exitCode = code;
  });
  for (const each of [command, ...command.commands]) each.exitOverride();
}

try {
  const [name, ...words] = process.argv.slice(2);
  const flags = program.commands.find((command) => command.name() === name)?.options ?? [];
  refuseSwallowedFlags(
    flags.map(({ long, required }) => ({ name: long?.replace(/^--/, '') ?? '', takesValue: required })),
    { words, env: process.env },
  );
  await program.exitOverride().parseAsync();
} catch (error) {
  // Commander has already printed its message.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? exitCodes.pass : exitCodes.usage;
  else process.exitCode = reportFailure(error);
}
