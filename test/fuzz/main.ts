import { Command } from 'commander';
import { wholeNumber } from '../../src/cli/flags.js';
import { openKernels } from '../../src/kernels/bindings/kernelModule.js';
import { startEngine } from '../../src/kernels/engine.js';
import { differingTrial } from '../../src/kernels/trials/differingTrial.js';
import { drawnTrial } from './drawnTrial.js';

/**
 * `npm run fuzz:kernels`: every kernel on random shapes, the wide build against the plain one, bit for bit, and chains of convolutions
 * also against them one after the other. Ends with 1 at the first difference, which it names by its number. Where the engine has no vectors of 256 bits, the wide build runs as others do, and it says so.
 */
const { cases, seed } = new Command('fuzz:kernels')
  .option('--cases <n>', 'number of shapes', wholeNumber(1), 10_000)
  .option('--seed <n>', 'which shapes', wholeNumber(0), 1)
  .parse()
  .opts<{ readonly cases: number; readonly seed: number }>();

const { simd } = await startEngine('wasm');
process.stdout.write(
  `Node ${process.versions.node}, V8 ${process.versions.v8}, ${simd}; ${cases} shapes of seed ${seed}\n`,
);
const [plain, wide] = [openKernels('relaxed'), openKernels('wide')];
for (let number = 0; number < cases; number++) {
  const differing = differingTrial([drawnTrial(seed, number)], plain, wide);
  if (differing !== null) {
    process.stdout.write(`shape ${number} differs: ${differing.name}\n`);
    process.exit(1);
  }
  if ((number + 1) % 1000 === 0) process.stderr.write(`${number + 1} the same\n`);
}
process.stdout.write('the same bits everywhere\n');
