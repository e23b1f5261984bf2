import { type MeasuredPasses, measurePasses } from './measurePasses.js';
import type { PeakMeter } from './multiplyAddPeak.js';
import type { OpenNetwork } from './openNetwork.js';
import { passes } from './operations.js';
import { percent, printTable, short } from './printTable.js';
import type { Settings } from './settings.js';

/** Measures all networks and passes at several batch sizes. */
export function measureBatches(
  open: readonly OpenNetwork[],
  meter: () => PeakMeter,
  settings: Settings,
): MeasuredPasses {
  const cases = open.flatMap((network) =>
    passes.flatMap((pass) => settings.batchSizes.map((batch) => ({ open: network, pass, batch }))),
  );
  return measurePasses(cases, meter, settings.rounds);
}

/** Prints the cost per image by batch size. */
export function printBatches({ figures }: MeasuredPasses): void {
  const sizes = [...new Set(figures.map(({ batch }) => batch))];
  const subjects = [...new Set(figures.map(({ network, pass }) => `${network}\n${pass}`))];
  const rows = subjects.map((subject) => {
    const [network, pass] = subject.split('\n') as [string, string];
    const own = figures.filter((figure) => figure.network === network && figure.pass === pass);
    return [network, pass, ...own.map(({ wallMs, batch }) => short(wallMs.median / batch)), percent(worst(own))];
  });
  const headings = ['network', 'pass', ...sizes.map((size) => `batch ${size}`), 'spread'];
  printTable('Cost of an image in ms, by batch size', rows, headings);
}

function worst(figures: MeasuredPasses['figures']): number {
  return Math.max(...figures.map(({ wallMs }) => wallMs.spread));
}
