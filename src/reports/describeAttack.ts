import type { AttackSpec } from '../contract/suite.js';

const kindTitles = { fgsm: 'FGSM' } satisfies Record<AttackSpec['kind'], string>;

const kindSentences = {
  fgsm: 'Fast gradient sign method: one step of size epsilon along the sign of the loss gradient, clipped to the pixel range.',
} satisfies Record<AttackSpec['kind'], string>;

/** Heading of an attack: its kind, and its id where that says more, e.g. `FGSM` or `FGSM (fgsm-eps)`. */
export function attackTitle(attack: AttackSpec): string {
  const title = kindTitles[attack.kind];
  return attack.id.toLowerCase() === title.toLowerCase() ? title : `${title} (${attack.id})`;
}

/** What the attack does and how its strength is set, in sentences. */
export function attackSentences(attack: AttackSpec): string {
  const sentences = [kindSentences[attack.kind]];
  if (attack.eot > 1) sentences.push(`The gradient is the mean of the loss gradients of ${attack.eot} draws (EOT).`);
  sentences.push(
    attack.strength.kind === 'snrDb'
      ? 'Each image gets the epsilon that meets the SNR asked for.'
      : 'Every image gets the same epsilon; the SNR shown is the mean that was reached.',
  );
  return sentences.join(' ');
}

/** What |x| stands for in the SNR of this attack. */
export function snrReferenceText(attack: AttackSpec): string {
  return attack.snrReference === 'centered'
    ? 'centered: |x| after subtracting the channel means of the training data'
    : 'pixel: |x| of the pixels in [0, 1]';
}
