import type { ModelCheck } from '../models/answers/checkModel.js';
import type { Comparison } from '../models/answers/compareAnswers.js';
import { tableText } from './terminal.js';

/** Rows of a table of differences: the largest ones. */
const most = 10;

/** What `check-model` prints: both verdicts and the largest differences with their indices in the file's lists. */
export function describeModelCheck(
  { format, inputShape, shape, outputShape, outputs, gradients, lacksSoftmax }: ModelCheck,
  { path, backend, tolerance }: { readonly path: string; readonly backend: string; readonly tolerance: number },
): string {
  const images = inputShape[0]!;
  const lines = [
    `${path}: ${format}, ${images} image${images === 1 ? '' : 's'} of ${shape.join(' x ')} on ${backend}`,
    verdictLine('outputs', outputs, tolerance),
    gradients === null ? 'gradients: the file has none' : verdictLine('gradients', gradients, 10 * tolerance),
  ];
  if (lacksSoftmax) lines.push('The expected outputs are the softmax of what the model gives here.');
  const tables = [
    ...(outputs.agrees ? [] : [differences('outputs', outputs, outputShape)]),
    ...(gradients?.agrees === false ? [differences('gradients', gradients, inputShape)] : []),
  ];
  return `${[...lines, ...tables].join('\n')}\n`;
}

function verdictLine(what: string, { agrees, largest, groups }: Comparison, tolerance: number): string {
  const worst = Math.max(...groups.map(({ difference }) => difference));
  const share = `${Number(worst.toPrecision(2))}, of ${Number(largest.toPrecision(3))}`;
  return agrees
    ? `${what}: agree, off by at most ${share}`
    : `${what}: DIFFER by up to ${share}; allowed are ${Number((tolerance * largest).toPrecision(2))}`;
}

function differences(name: string, { groups }: Comparison, shape: readonly number[]): string {
  const largest = [...groups].sort((a, b) => b.difference - a.difference).slice(0, most);
  const rows = largest.map(({ at, image, expected, found, difference }) => [
    `${name}${indices(at, shape)}`,
    String(image),
    ...[expected, found, difference].map((value) => value.toPrecision(6)),
  ]);
  return tableText(['largest differences', 'image', 'expected', 'found', 'difference'], rows).trimEnd();
}

/** `[1][0][2]`: the index of a number in nested lists of this shape. */
function indices(at: number, shape: readonly number[]): string {
  let rest = at;
  const places = [...shape].reverse().map((side) => {
    const place = rest % side;
    rest = Math.floor(rest / side);
    return `[${place}]`;
  });
  return places.reverse().join('');
}
