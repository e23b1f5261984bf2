import { UserError } from '../base/errors.js';
import { exitCodes } from '../base/exitCodes.js';
import { type DatasetName, datasetNames } from '../contract/suite.js';
import { describeDataset } from '../datasets/describeDataset.js';
import { downloadDataset } from '../datasets/downloadDataset.js';
import { publishedCorruptionsHelp } from '../datasets/publishedCorruptions.js';
import { resolveDataDir } from '../datasets/resolveDataDir.js';
import type { AddCommand } from './command.js';
import { dataDirOption } from './options.js';
import { printText, tableText } from './terminal.js';

/** `rapa data`: lists the data sets, or fetches, checks and unpacks one. */
export const addDataCommand: AddCommand = (program, finish) =>
  program
    .command('data')
    .description('list data sets, or download one')
    .argument('[name]', 'data set to download')
    .option('--source <place>', 'another base URL, or a local archive')
    .addOption(dataDirOption())
    .action(async (name: string | undefined, flags: { readonly dataDir?: string; readonly source?: string }) => {
      const dataDir = resolveDataDir(flags.dataDir);
      if (name === undefined) {
        const rows = datasetNames.map((each) => describeRow(each, dataDir));
        printText(tableText(['data set', 'image', 'classes', 'where', 'there'], rows, { words: 5, names: 1 }));
        printText(`Published corruptions of cifar10 (CIFAR-10-C): ${publishedCorruptionsHelp}.\n`);
      } else {
        const log = (line: string) => printText(`${line}\n`, process.stderr);
        await downloadDataset(requireName(name), { dataDir, log, ...(flags.source ? { source: flags.source } : {}) });
      }
      finish(exitCodes.pass);
    });

function describeRow(name: DatasetName, dataDir: string): string[] {
  const { shape, classNames, place, present, faults } = describeDataset(name, dataDir);
  const there = (['train', 'test'] as const).filter((split) => present[split]).join(', ') || 'no';
  const where = place.kind === 'dataDir' ? dataDir : place.kind;
  return [name, shape?.join(' x ') ?? '', String(classNames?.length ?? ''), where, faults.length === 0 ? 'yes' : there];
}

function requireName(name: string): DatasetName {
  const found = datasetNames.find((each) => each === name);
  if (found !== undefined) return found;
  throw new UserError({ where: 'rapa data', expected: datasetNames.join(', '), found: name });
}
