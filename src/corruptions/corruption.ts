import type { RandomStream } from '../base/random.js';
import type { Picture } from './pictures/picture.js';

export const corruptionGroups = ['noise', 'blur', 'weather', 'digital'] as const;
export type CorruptionGroup = (typeof corruptionGroups)[number];

/** A corruption of Hendrycks and Dietterich 2019, with their constants for 32 x 32 images. */
export interface Corruption {
  readonly title: string;
  readonly group: CorruptionGroup;
  /** One of the four extra corruptions that are not in the mean over the fifteen. */
  readonly isExtra: boolean;
  /** Difference from the published generator; null if there is none of substance. */
  readonly note: string | null;
  /** The picture at a severity from 1 to 5, not yet clipped to [0, 1]; all randomness comes from the stream. */
  readonly apply: (picture: Picture, severity: number, stream: RandomStream) => Picture;
}

/** A corruption from its parameters by severity. */
export function defineCorruption<Parameters>({
  parameters,
  apply,
  isExtra = false,
  note = null,
  ...named
}: Pick<Corruption, 'title' | 'group'> &
  Partial<Pick<Corruption, 'isExtra' | 'note'>> & {
    readonly parameters: readonly [Parameters, Parameters, Parameters, Parameters, Parameters];
    readonly apply: (picture: Picture, parameters: Parameters, stream: RandomStream) => Picture;
  }): Corruption {
  return {
    ...named,
    isExtra,
    note,
    apply: (picture, severity, stream) => {
      const own = parameters[severity - 1];
      if (own === undefined) throw new RangeError(`a severity is a whole number from 1 to 5, not ${severity}`);
      return apply(picture, own, stream);
    },
  };
}
