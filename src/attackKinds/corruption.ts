import { type CorruptionGroup, corruptionGroups } from '../corruptions/corruption.js';
import { type CorruptionName, corruptionNames } from '../corruptions/corruptionNames.js';
import { bySeverity } from '../perturbations/severity.js';
import type { SpecOf } from './attackKind.js';
import { basicKind } from './basicKind.js';
import { choiceOf } from './parameters.js';
import { forwards } from './passes.js';

const sources = {
  computed: 'Computed here with the constants for images of 32 x 32, its random numbers keyed by image and severity.',
  published: 'As the published files of CIFAR-10-C hold it.',
} as const;

/** Common corruptions (Hendrycks & Dietterich 2019). They are not adversarial, but use the same tables as attacks. */
export const corruption = basicKind({
  kind: 'corruption',
  title: 'Corruption',
  called: 'a corruption',
  description: 'A common corruption of the images, at severities 1 to 5.',
  method: 'the image with noise, blur, weather or digital artefacts of the severity, stored as bytes; see below',
  source: 'Hendrycks & Dietterich 2019',
  perturbations: [bySeverity],
  parameters: {
    corruption: choiceOf<readonly CorruptionName[]>(corruptionNames, { description: 'Which corruption' }),
    source: choiceOf(['computed', 'published'], {
      description: 'Computed for any data set, or read from the published files of CIFAR-10-C',
      default: 'computed',
    }),
  },
  cost: { gradients: '0', forwards: '0' },
  passes: () => forwards(0),
  usesGradients: false,
  earlyEnd: 'never',
  sentence: ({ corruption: name, source }) => `A common corruption of the images, ${name}. ${sources[source]}`,
});

export type { CorruptionGroup, CorruptionName };
export { corruptionGroups, corruptionNames };

/** Settings of the corruption, resolved. */
export type CorruptionSpec = SpecOf<typeof corruption>;
