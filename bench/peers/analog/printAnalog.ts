import { wilsonInterval } from '../../../src/metrics/wilsonInterval.js';
import { printTable, short } from '../../printTable.js';
import type { AnalogFigures } from './analogSection.js';

/** Prints both sides' moments with the test of their distributions, then accuracies. */
export function printAnalog({ draws, digital, accuracy }: AnalogFigures): void {
  printTable(
    'Draws of devices (uS) and converters: aihwkit beside ours',
    draws.map(({ quantity, ours, theirs, distance, pValue }) => [
      quantity,
      ...[...ours, ...theirs].map((value) => value.toFixed(4)),
      distance.toFixed(4),
      pValue.toFixed(3),
    ]),
    ['quantity', 'our mean', 'deviation', 'their mean', 'deviation', 'distance', 'p'],
  );
  const least = Math.min(...draws.map(({ pValue }) => pValue));
  const corrected = Math.min(1, least * draws.length);
  process.stdout.write(
    `Smallest p of ${draws.length} tests: ${least.toFixed(3)}; corrected for their number: ${corrected.toFixed(2)}\n`,
  );
  const images = accuracy[0]?.images ?? 0;
  printTable(
    `Accuracy of the CIFAR-10 baseline, ${images} images; digital ${percent(digital, images)}`,
    accuracy.map(({ time, ours, theirs }) => [
      `${time}`,
      ...[ours, theirs].flatMap((hits) => [
        hits.map((own) => percent(own, images)).join(', '),
        intervalOf(hits, images),
      ]),
    ]),
    ['seconds', 'ours, by chip', 'all', 'theirs, by chip', 'all'],
  );
}

function percent(hits: number, images: number): string {
  return `${short((100 * hits) / images)} %`;
}

function intervalOf(hits: readonly number[], images: number): string {
  const all = hits.reduce((sum, own) => sum + own, 0);
  const total = images * hits.length;
  const [low, high] = wilsonInterval(all, total);
  return `${percent(all, total)} [${(100 * low).toFixed(1)}, ${(100 * high).toFixed(1)}]`;
}
