import { UserError } from '../base/errors.js';
import { exitCodes } from '../base/exitCodes.js';
import { writeWhole } from '../base/writeWhole.js';
import type { TracedNetwork } from '../models/traceConvolutions.js';
import {
  type ArrayLayer,
  alexNet,
  arrayRunTime,
  balancedTiles,
  exampleNetwork,
  type NetworkRunTime,
} from '../paper/arrayRunTime.js';
import { runTimeFigure } from '../paper/runTimeFigure.js';
import { seriesChart } from '../paper/seriesChart.js';
import type { AddCommand } from './command.js';
import { ensurePicture } from './ensureWritable.js';
import { wholeNumber, wholeNumbers } from './flags.js';
import { printText, tableText } from './terminal.js';

interface RuntimeFlags {
  readonly tiles?: readonly number[];
  readonly load?: number;
  readonly image?: readonly [number, number, number];
  readonly productNs: number;
  readonly draw?: string;
  readonly json?: true;
}

const known: Readonly<Record<string, readonly ArrayLayer[]>> = { example: exampleNetwork, alexnet: alexNet };

/** `rapa runtime`: time of a network on analog arrays and the tiles that balance it (paper, figure 1). */
export const addRuntimeCommand: AddCommand = (program, finish) =>
  program
    .command('runtime')
    .description('run time of a network on analog arrays, and the numbers of tiles that balance its layers')
    .argument('<network>', "model of any format, or example (the paper's network) or alexnet")
    .option(
      '--tiles <list>',
      'tiles of each convolution, e.g. 16,4,1 (default: balanced)',
      wholeNumbers('whole numbers of at least 1, separated by commas, e.g. 16,4,1'),
    )
    .option(
      '--load <n>',
      'balance to at most n patches per tile (default: those of the smallest layer)',
      wholeNumber(1),
    )
    .option(
      '--image <size>',
      'height, width and channels of images for a model that takes any, e.g. 224,224,3',
      wholeNumbers('height, width and channels of at least 1, e.g. 224,224,3', 3),
    )
    .option('--product-ns <ns>', 'time of one matrix-vector product on an array', wholeNumber(1), 100)
    .option('--draw <file>', 'draw compute and time of each layer as a PNG')
    .option('--json', 'print JSON')
    .action(async (network: string, flags: RuntimeFlags) => {
      if (flags.tiles !== undefined && flags.load !== undefined) {
        throw new UserError({
          where: '--load',
          expected: '--tiles or --load',
          found: 'both',
          remedy: 'remove one of the two',
        });
      }
      if (flags.draw !== undefined) ensurePicture(flags.draw);
      const { layers, leftOut } = await layersOf(network, flags.image);
      const result = timeOf(layers, flags.tiles ?? balancedTiles(layers, flags.load));
      if (flags.json) {
        const json = { ...inMicroseconds(result, flags.productNs), ...(leftOut.length === 0 ? {} : { leftOut }) };
        process.stdout.write(`${JSON.stringify(json, null, 2)}\n`);
      } else printText(`${report(result, flags.productNs)}${leftOutLine(leftOut)}`);
      if (flags.draw !== undefined) {
        const { drawChart } = await import('../reports/charts/drawChart.js');
        writeWhole(flags.draw, await drawChart(seriesChart(runTimeFigure(network, result))));
      }
      finish(exitCodes.pass);
    });

/** The layers of a known network, or of a model with what it has besides. */
async function layersOf(
  network: string,
  image: RuntimeFlags['image'],
): Promise<{ readonly layers: readonly ArrayLayer[]; readonly leftOut: TracedNetwork['leftOut'] }> {
  const own = known[network];
  if (own !== undefined) {
    if (image === undefined) return { layers: own, leftOut: [] };
    throw new UserError({
      where: '--image',
      expected: `no image size: ${network} has its own`,
      found: image.join(','),
      remedy: 'leave --image out',
    });
  }
  const { startEngine } = await import('../kernels/engine.js');
  await startEngine('auto');
  const { traceConvolutions } = await import('../models/traceConvolutions.js');
  const { convolutions, leftOut } = await traceConvolutions(network, image);
  return { layers: convolutions, leftOut };
}

function timeOf(layers: readonly ArrayLayer[], tiles: readonly number[]): NetworkRunTime {
  try {
    return arrayRunTime(layers, tiles);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UserError({
      where: '--tiles, --load',
      expected: `tiles for ${layers.length} convolutions: ${layers.map(({ name }) => name).join(', ')}`,
      found: error.message,
      remedy: 'leave the flag out for the balanced tiling',
    });
  }
}

/** Before and after tiling. */
type Change = NetworkRunTime['serial'];

/** With the time of a product, and times in microseconds besides those in products. */
function inMicroseconds(result: NetworkRunTime, productNs: number) {
  const times = ({ before, after }: Change): Change => ({
    before: (before * productNs) / 1000,
    after: (after * productNs) / 1000,
  });
  return { ...result, productNs, serialUs: times(result.serial), pipelinedUs: times(result.pipelined) };
}

/** One line about what the run time does not contain; empty if there is nothing. */
function leftOutLine(leftOut: TracedNetwork['leftOut']): string {
  return leftOut.length === 0 ? '' : `Left out, as not 2D convolutions: ${leftOut.join(', ')}.\n`;
}

function report({ layers, serial, pipelined, balance }: NetworkRunTime, productNs: number): string {
  const time = (products: number) => ((products * productNs) / 1000).toFixed(1);
  const rows = layers.map(({ name, patches, rows: d, columns, macs, tiles, load }) => [
    ...[name, String(patches), `${d} x ${columns}`, (macs / 1e6).toFixed(2), time(patches)],
    ...[String(tiles), String(load), time(load)],
  ]);
  const head = [
    'layer',
    'patches',
    'kernel matrix',
    'MACs in M',
    'us on one array',
    'tiles',
    'patches per tile',
    'us on the tiles',
  ];
  const speedUp = ({ before, after }: Change) =>
    `${time(before)} us to ${time(after)} us per image, ${(before / after).toFixed(2)} times as fast`;
  return `${tableText(head, rows)}One product takes ${productNs} ns for a matrix of any size.
Layers one after the other: ${speedUp(serial)}.
Layers pipelined: ${speedUp(pipelined)}.
Balance of the layers: ${(100 * balance).toFixed(1)} %; tiles: ${layers.map(({ tiles }) => tiles).join(', ')}.
`;
}
