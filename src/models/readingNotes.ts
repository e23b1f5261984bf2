import type { ModelReading, Preprocessing } from '../contract/modelReading.js';
import { type Selection, selectionOf } from './modelOutputs.js';
import type { Probe } from './probeModel.js';

/** What a report says of how a model was read, a sentence each. */
export function readingNotes(
  reading: ModelReading,
  { fixedBatch, mixes, probe }: { readonly fixedBatch: 1 | null; readonly mixes: boolean; readonly probe: Probe },
): string[] {
  const { preprocessing, output } = reading;
  const selection = selectionOf(reading);
  return [
    ...(preprocessing === undefined ? [] : [`preprocessing: ${describeSteps(preprocessing)}`]),
    ...(output === undefined ? [] : [`output ${output} of several`]),
    ...(selection === undefined ? [] : [describeSelection(selection)]),
    ...(fixedBatch === null ? [] : ['takes one image at a time']),
    ...(mixes ? ['what it says of an image hangs on the others of a batch: run image by image'] : []),
    ...(probe.unrepeatable ? ['stochastic by a generator of its own: a repeated run gives other figures'] : []),
    ...(probe.gradientVanishes ? ['its gradient is zero at random images: attacks by gradient show nothing'] : []),
  ];
}

function describeSelection({ outputs, others }: Selection): string {
  const rest =
    others === 'compete' ? 'the others compete: what is taken for one of them is wrong' : 'the others are dropped';
  return `outputs taken as classes: ${outputs.join(', ')}; ${rest}`;
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
