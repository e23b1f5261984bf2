import { kindOf } from '../attackKinds/attackKinds.js';
import type { AttackSpec } from '../contract/suite.js';
import { corruptions } from '../corruptions/corruptions.js';
import { perturbationKind } from '../perturbations/perturbations.js';

/** Heading of an attack: its kind, for a corruption its name, and its id if that adds information, e.g. `FGSM` or `FGSM (fgsm-eps)`. */
export function attackTitle(attack: AttackSpec): string {
  const title = attack.kind === 'corruption' ? corruptions[attack.corruption].title : kindOf(attack).title;
  return plain(attack.id) === plain(title) ? title : `${title} (${attack.id})`;
}

const plain = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/** Sentences about what the attack does and how its strength is set. */
export function attackSentences(attack: AttackSpec): string {
  const { sentences, perturbation } = kindOf(attack);
  const bound = perturbation(attack);
  const meaning = perturbationKind(bound).meaning(bound);
  const strength = strengthSentences[attack.strength.kind];
  const known = attack.knownDraws === true ? [knownDrawsSentence] : [];
  return [sentences(attack), ...known, ...(meaning === '' ? [] : [meaning]), strength].join(' ');
}

const strengthSentences = {
  snrDb: 'The epsilon of each image is chosen to meet the requested SNR.',
  epsilons: 'Every image gets the same epsilon; the SNR shown is the mean that was reached.',
  severities: 'The SNR shown is the mean that was reached.',
} satisfies Record<AttackSpec['strength']['kind'], string>;

const knownDrawsSentence =
  'The attacker knows the random draw that judges: attack and verdict share it, for each image and draw.';

/** The meaning of |x| in this attack's SNR. */
export function snrReferenceText(attack: AttackSpec): string {
  return attack.snrReference === 'centered'
    ? 'centered: |x| after subtracting the channel means of the training data'
    : 'pixel: |x| of the pixels in [0, 1]';
}
