import type { AnalogGradient, AnalogSpec, Converters, DriftCompensation } from '../contract/analog.js';
import { gradientDoubts, unseededNote } from '../contract/gradientDoubts.js';
import type { ModelReading, Preprocessing, TileReduction } from '../contract/modelReading.js';
import { type Selection, selectionOf } from './modelOutputs.js';
import type { Probe } from './probeModel.js';

/** Notes for reports about how a model was read, one sentence each. */
export function readingNotes(
  reading: ModelReading,
  { fixedBatch, mixes, probe }: { readonly fixedBatch: 1 | null; readonly mixes: boolean; readonly probe: Probe },
): string[] {
  const { preprocessing, output, reduce, analog } = reading;
  const selection = selectionOf(reading);
  return [
    ...(preprocessing === undefined ? [] : [`preprocessing: ${describeSteps(preprocessing)}`]),
    ...(output === undefined ? [] : [`output ${output} of several`]),
    ...(reduce === undefined ? [] : [reductionNotes[reduce]]),
    ...(analog === undefined ? [] : [describeAnalog(analog)]),
    ...(selection === undefined ? [] : [describeSelection(selection)]),
    ...(fixedBatch === null ? [] : ['takes one image at a time']),
    ...(mixes ? ['its output for an image depends on the rest of the batch: run image by image'] : []),
    ...(probe.unrepeatable ? [`${unseededNote}: a repeated run gives different figures`] : []),
    ...(probe.gradientVanishes ? [`${gradientDoubts.zero}: gradient attacks tell nothing`] : []),
  ];
}

const reductionNotes = {
  mean: 'one kernel matrix per layer: the mean of its tiles',
  norm: 'one kernel matrix per layer: for each channel the filter with the highest norm of all tiles',
} as const satisfies Record<TileReduction, string>;

const compensationTexts = {
  global: 'drift compensated by one factor an array',
  perColumn: 'drift compensated by one factor a column',
  none: 'drift not compensated',
} as const satisfies Record<DriftCompensation, string>;

function describeAnalog({ device, chip, time, compensation, rows, converters, gradient = 'chip' }: AnalogSpec): string {
  const when = time === 0 ? 'right after programming' : `${time.toLocaleString('en')} s after programming`;
  return (
    `kernel matrices on analog arrays of at most ${rows} inputs: ${device}, chip ${chip}, ${when}, ` +
    `${compensationTexts[compensation]}; biases and other layers are digital; ${describePasses(converters)}${attackers[gradient]}`
  );
}

const attackers = {
  chip: '',
  digital: '; attacks differentiate with the weights of the files',
} as const satisfies Record<AnalogGradient, string>;

function describePasses(converters: Converters | undefined): string {
  if (converters === undefined) return 'converters are ideal';
  const { inputBits, outputBits, outputBound, outputNoise, weightNoise, noiseManagement, boundManagement } = converters;
  return [
    inputBits === undefined ? 'inputs are exact' : `inputs of ${inputBits} bits`,
    noiseManagement === 'constant' ? 'scaled by a constant' : 'scaled by the largest of each vector',
    outputBits === undefined ? 'outputs are exact' : `outputs of ${outputBits} bits`,
    ...(outputBound === undefined
      ? []
      : [`up to ${outputBound} full products, ${boundManagement === 'iterative' ? 'read again' : 'clipped'} beyond`]),
    `noise of each pass ${outputNoise} of a full product`,
    ...(weightNoise === 0 ? [] : [`and ${weightNoise} of the root of the current`]),
  ].join(', ');
}

function describeSelection({ outputs, others }: Selection): string {
  const rest =
    others === 'compete' ? 'the others compete: predicting one of them counts as wrong' : 'the others are dropped';
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
