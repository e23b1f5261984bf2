import { UserError } from '../base/errors.js';
import { exitCodes } from '../base/exitCodes.js';
import { writeWhole } from '../base/writeWhole.js';
import { drawTilings, exampleFault, exampleTilings } from '../paper/drawTilings.js';
import type { AddCommand } from './command.js';
import { ensurePicture } from './ensureWritable.js';
import { wholeNumber } from './flags.js';
import { tilingsText } from './tilingsText.js';

interface TilingsFlags {
  readonly draw?: string;
  readonly size: number;
  readonly tiles: number;
  readonly seed: number;
}

/** Nine tilings next to each other are then a picture of 9,500 pixels, and a table of 2,300 lines. */
const largestSize = 256;

/** `rapa tilings`: which tile computes which output, scheme by scheme (paper, figure 2). */
export const addTilingsCommand: AddCommand = (program, finish) =>
  program
    .command('tilings')
    .description('show which tile computes which output under each tiling scheme')
    .option('--draw <file>', 'write a PNG instead of printing')
    .option('--size <n>', `side length of the square of outputs, up to ${largestSize}`, wholeNumber(1, largestSize), 12)
    .option('--tiles <n>', 'number of tiles; a square number', wholeNumber(1), 4)
    .option('--seed <n>', 'seed of the random schemes', wholeNumber(0), 1)
    .action((flags: TilingsFlags) => {
      refuseMisfit(flags);
      if (flags.draw !== undefined) ensurePicture(flags.draw);
      const tilings = exampleTilings(flags);
      if (flags.draw !== undefined) {
        writeWhole(flags.draw, drawTilings(tilings, flags.size));
        process.stdout.write(`${flags.draw}: ${tilings.length} tilings of ${flags.size} x ${flags.size} outputs\n`);
      } else {
        process.stdout.write(tilingsText(tilings, flags));
      }
      finish(exitCodes.pass);
    });

function refuseMisfit({ size, tiles }: TilingsFlags): void {
  const found = exampleFault({ size, tiles });
  if (found === null) return;
  throw new UserError({
    where: '--size, --tiles',
    expected: 'tiles that divide the outputs equally under every scheme',
    found,
    remedy: 'take a square number of tiles, e.g. --tiles 4, and a side of at least its root',
  });
}
