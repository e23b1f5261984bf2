import type { AnalogSpec } from '../contract/analog.js';
import type { ModelSpec } from '../contract/suite.js';
import type { WrittenSuite } from '../schemas/suiteSchema.js';

type WrittenAnalog = NonNullable<WrittenSuite['models'][number]['analog']>;

const units = [
  ['y', 31_536_000],
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
] as const;

/** A time as ids and labels write it: the largest unit of which it is a multiple, e.g. `1y`, `90min`, `20s`. */
export function timeName(seconds: number): string {
  const unit = units.find(([, length]) => seconds > 0 && seconds % length === 0);
  return unit === undefined ? `${seconds}s` : `${seconds / unit[1]}${unit[0]}`;
}

/** What is appended to the id and label of a model for each chip and time; empty if there is one of each. */
export function analogVariants(
  analog: WrittenAnalog,
): { readonly ending: string; readonly words: string; readonly spec: AnalogSpec }[] {
  const { device, time = 0, compensation = 'global', rows = 512, chip = 1, chips } = analog;
  const times = [time].flat();
  const numbers = chips === undefined ? [chip] : Array.from({ length: chips }, (_, index) => index + 1);
  return numbers.flatMap((number) =>
    times.map((seconds) => {
      const chipOf = numbers.length > 1 ? { ending: `.chip${number}`, words: `, chip ${number}` } : none;
      const name = timeName(seconds);
      const timeOf = times.length > 1 ? { ending: `.${name}`, words: `, after ${name}` } : none;
      return {
        ending: chipOf.ending + timeOf.ending,
        words: chipOf.words + timeOf.words,
        spec: { device, chip: number, time: seconds, compensation, rows },
      };
    }),
  );
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
