import { attackNorm } from '../contract/attackNorm.js';
import type { AttackSettings, AttackSpec, TransferSource } from '../contract/suite.js';

const kindTitles = {
  fgsm: 'FGSM',
  noise: 'Noise',
  bim: 'BIM',
  pgd: 'PGD',
  mifgsm: 'MI-FGSM',
  apgd: 'APGD',
  square: 'Square',
  deepfool: 'DeepFool',
  cw: 'C&W',
  transfer: 'Transfer',
  ensemble: 'Ensemble',
} satisfies Record<AttackSpec['kind'], string>;

/** Heading of an attack: its kind, and its id where that says more, e.g. `FGSM` or `FGSM (fgsm-eps)`. */
export function attackTitle(attack: AttackSpec): string {
  const title = kindTitles[attack.kind];
  return plain(attack.id) === plain(title) ? title : `${title} (${attack.id})`;
}

const plain = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/** What the attack does and how its strength is set, in sentences. */
export function attackSentences(attack: AttackSpec): string {
  const sentences = [settingsText(attack)];
  const size = epsilonMeanings[attackNorm(attack)];
  if (size !== '') sentences.push(size);
  sentences.push(
    attack.strength.kind === 'snrDb'
      ? 'Each image gets the epsilon that meets the SNR asked for.'
      : 'Every image gets the same epsilon; the SNR shown is the mean that was reached.',
  );
  return sentences.join(' ');
}

/** What the attack does, and what it averages. */
function settingsText(attack: AttackSettings): string {
  const sentence = kindSentence(attack);
  return 'eot' in attack && attack.eot > 1 ? `${sentence} ${averageSentence(attack)}` : sentence;
}

const epsilonMeanings = {
  linf: '',
  l2: 'Epsilon bounds the Euclidean norm of the perturbation.',
  rms: 'Epsilon is the root mean square of the noise, which gives it the SNR of a sign perturbation of that epsilon.',
} satisfies Record<ReturnType<typeof attackNorm>, string>;

function averageSentence({ kind, eot }: { readonly kind: string; readonly eot: number }): string {
  if (kind === 'ensemble') return `On stochastic models the mean margin of ${eot} draws decides.`;
  if (kind === 'square') return `On stochastic models a query is the mean margin of ${eot} draws.`;
  return `The gradient is the mean of the loss gradients of ${eot} draws (EOT).`;
}

function kindSentence(attack: AttackSettings): string {
  switch (attack.kind) {
    case 'fgsm':
      return 'Fast gradient sign method: one step of size epsilon along the sign of the loss gradient, clipped to the pixel range.';
    case 'noise':
      return `Random noise, ${attack.distribution === 'gaussian' ? 'Gaussian' : 'uniform'}: no gradient, the baseline that every attack must beat.`;
    case 'bim':
      return `Basic iterative method: ${attack.steps} projected gradient steps from the clean image${stepText(attack)}.`;
    case 'pgd':
      return `Projected gradient descent: ${attack.steps} steps from a random point of the ball${stepText(attack)}${restartText(attack)}.`;
    case 'mifgsm':
      return `Momentum iterative FGSM: ${attack.steps} steps of epsilon / ${attack.steps} along the sign of accumulated gradients, of which each step keeps ${attack.decay}.`;
    case 'apgd':
      return `Auto-PGD: ${attack.steps} steps on the loss ${attack.loss}, halved image by image${restartText(attack)}.`;
    case 'square':
      return `Square attack: random search without gradients, ${attack.queries} queries of random squares, kept where the margin falls.`;
    case 'deepfool':
      return `DeepFool: up to ${attack.steps} steps to the nearest boundary of the linearised network. ${minimumNormSentence}`;
    case 'cw':
      return `Carlini and Wagner's attack: the smallest perturbation that Adam finds in ${attack.searchSteps} searches of ${attack.steps} steps. ${minimumNormSentence}`;
    case 'transfer':
      return `Adversarial examples made ${sourceText(attack.source)}. ${settingsText(attack.attack)}`;
    case 'ensemble':
      return `The strongest per image of ${attack.attacks.length} attacks, each on what those before it left standing: ${attack.attacks.map((member, index) => `(${index + 1}) ${settingsText(member)}`).join(' ')}`;
  }
}

const minimumNormSentence = 'Run once; at a point below the norm it needs, its perturbation is scaled down to epsilon.';

function sourceText(source: TransferSource): string {
  if ('frozenDraw' in source)
    return `on the model itself with all its random draws frozen to number ${source.frozenDraw}`;
  return `on ${'model' in source ? source.model : source.path}`;
}

function stepText({ relativeStepSize }: { readonly relativeStepSize: number }): string {
  return `, each ${Number(relativeStepSize.toPrecision(3))} epsilon long`;
}

function restartText({ restarts }: { readonly restarts: number }): string {
  return restarts === 1 ? '' : `, the strongest of ${restarts} restarts`;
}

/** What |x| stands for in the SNR of this attack. */
export function snrReferenceText(attack: AttackSpec): string {
  return attack.snrReference === 'centered'
    ? 'centered: |x| after subtracting the channel means of the training data'
    : 'pixel: |x| of the pixels in [0, 1]';
}
