import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../base/errors.js';
import { exitCodes } from '../base/exitCodes.js';
import { writeWhole } from '../base/writeWhole.js';
import type { AddCommand } from './command.js';

const starterSuite = {
  name: 'my-suite',
  dataset: { name: 'mnist', split: 'test' },
  models: [{ id: 'my-model', path: '../models/my-model' }],
  attacks: [{ id: 'fgsm', kind: 'fgsm', snrDb: [50, 45, 40, 37, 35, 33, 30, 27, 25, 20] }],
  evaluation: { draws: 1, vote: 1, seed: 1 },
  assertions: [{ select: { model: 'my-model', attack: 'fgsm', snrDb: 33 }, metric: 'relativeAccuracy', min: 0.5 }],
};

/** `rapa init`: writes a suite to start from. */
export const addInitCommand: AddCommand = (program, finish) =>
  program
    .command('init')
    .description('write a starter suite')
    .argument('[file]', 'where to write it', join('suites', 'my-suite.json'))
    .action((file: string) => {
      if (existsSync(file)) {
        throw new UserError({
          where: file,
          expected: 'a file that is not there yet',
          found: 'one that is',
          remedy: 'name another file',
        });
      }
      writeWhole(file, `${JSON.stringify(starterSuite, null, 2)}\n`);
      process.stdout.write(`${file} written. Put your model's folder in it, then: npm run eval ${file}\n`);
      finish(exitCodes.pass);
    });
