import type { AnalogSpec, Converters } from '../contract/analog.js';
import { peripheries } from '../contract/analogPeripheries.js';
import { timeName, variantWords } from '../contract/analogTime.js';
import type { ModelSpec } from '../contract/suite.js';
import type { WrittenSuite } from '../schemas/suiteSchema.js';

type WrittenAnalog = NonNullable<WrittenSuite['models'][number]['analog']>;

/** What is appended to the id and label of a model for each chip and time; empty if there is one of each. */
export function analogVariants(
  analog: WrittenAnalog,
): { readonly ending: string; readonly words: string; readonly spec: AnalogSpec }[] {
  const { device, time = 0, compensation = 'global', rows = 512, chip = 1, chips, gradient } = analog;
  const converters = convertersOf(analog);
  const passes = {
    ...(converters === undefined ? {} : { converters }),
    ...(gradient === undefined || gradient === 'chip' ? {} : { gradient }),
  };
  const times = [time].flat();
  const numbers = chips === undefined ? [chip] : Array.from({ length: chips }, (_, index) => index + 1);
  return numbers.flatMap((number) =>
    times.map((seconds) => {
      const chipOf = numbers.length > 1 ? { ending: `.chip${number}`, words: variantWords.chip(number) } : none;
      const name = timeName(seconds);
      const timeOf = times.length > 1 ? { ending: `.${name}`, words: variantWords.time(seconds) } : none;
      return {
        ending: chipOf.ending + timeOf.ending,
        words: chipOf.words + timeOf.words,
        spec: { device, chip: number, time: seconds, compensation, rows, ...passes },
      };
    }),
  );
}

/** The converters that a suite writes; undefined if nothing is converted, bounded or noisy. */
export function convertersOf(written: Partial<WrittenAnalog>): Converters | undefined {
  const { periphery = 'none', inputBits, outputBits, outputBound, inputRange } = written;
  const preset = peripheries[periphery] ?? peripheries.none; // an unknown name is another fault
  const { outputNoise = preset.outputNoise, weightNoise = preset.weightNoise } = written;
  const { noiseManagement = preset.noiseManagement, boundManagement = preset.boundManagement } = written;
  const converters: Converters = {
    ...preset,
    ...{ outputNoise, weightNoise, noiseManagement, boundManagement },
    ...(inputBits === undefined ? {} : { inputBits }),
    ...(outputBits === undefined ? {} : { outputBits }),
    ...(outputBound === undefined ? {} : { outputBound }),
    ...(inputRange === undefined ? {} : { inputRange }),
  };
  const exact = converters.inputBits === undefined && converters.outputBits === undefined;
  const silent = outputNoise === 0 && weightNoise === 0;
  const unbounded = converters.outputBound === undefined && noiseManagement === 'absMax';
  return exact && silent && unbounded ? undefined : converters;
}

const none = { ending: '', words: '' } as const;

/** A model of a suite on each of its chips at each of its times. */
export function withAnalog(model: ModelSpec, analog: WrittenAnalog | undefined): ModelSpec[] {
  if (analog === undefined) return [model];
  return analogVariants(analog).map(({ ending, words, spec }) => ({
    ...model,
    id: `${model.id}${ending}`,
    label: `${model.label}${words}`,
    analog: spec,
  }));
}
