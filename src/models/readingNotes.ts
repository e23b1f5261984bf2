import type { ModelReading, Preprocessing } from '../contract/modelReading.js';
import type { Probe } from './probeModel.js';

/** What a report says of how a model was read, a sentence each. */
export function readingNotes(
  { preprocessing, classes }: ModelReading,
  { fixedBatch, probe }: { readonly fixedBatch: 1 | null; readonly probe: Probe },
): string[] {
  return [
    ...(preprocessing === undefined ? [] : [`preprocessing: ${describeSteps(preprocessing)}`]),
    ...(classes === undefined ? [] : [`outputs taken as classes: ${classes.join(', ')}`]),
    ...(fixedBatch === null ? [] : ['takes one image at a time']),
    ...(probe.unrepeatable ? ['stochastic by a generator of its own: a repeated run gives other figures'] : []),
    ...(probe.gradientVanishes ? ['its gradient is zero at random images: attacks by gradient show nothing'] : []),
  ];
}

function describeSteps({ resize, channels, scale, offset, mean, std, layout }: Preprocessing): string {
  const list = (value: number | readonly number[]) =>
    typeof value === 'number' ? String(value) : `[${value.join(', ')}]`;
  return [
    ...(resize === undefined ? [] : [`resize to ${resize.height} x ${resize.width} (${resize.method})`]),
    ...(channels === undefined ? [] : [channels]),
    ...(scale === undefined ? [] : [`times ${list(scale)}`]),
    ...(offset === undefined ? [] : [`plus ${list(offset)}`]),
    ...(mean === undefined ? [] : [`minus ${list(mean)}`]),
    ...(std === undefined ? [] : [`over ${list(std)}`]),
    ...(layout === undefined ? [] : [layout]),
  ].join(', ');
}
