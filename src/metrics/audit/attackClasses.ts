import type { AttackSettings } from '../../contract/suite.js';

type Kind = AttackSettings['kind'];

const gradientKinds: readonly Kind[] = ['fgsm', 'bim', 'pgd', 'mifgsm', 'apgd', 'deepfool', 'cw'];

/** Whether an attack follows the gradient of the model that it is judged on. */
export function isGradientAttack({ kind }: { readonly kind: Kind }): boolean {
  return gradientKinds.includes(kind);
}

/** Whether an attack on `model` sees no gradient of it, or only that of one frozen draw. A model's own examples are no transfer. */
export function isBlackBox(attack: AttackSettings, model: string): boolean {
  if (attack.kind === 'square') return true;
  if (attack.kind !== 'transfer' || attack.attack.kind === 'noise') return false;
  return !('model' in attack.source && attack.source.model === model);
}

/** Gradients of one image that an iterative or one-step attack takes on a stochastic model; null for other attacks. */
export function gradientsTaken(attack: AttackSettings): number | null {
  switch (attack.kind) {
    case 'fgsm':
      return attack.eot;
    case 'bim':
    case 'mifgsm':
      return attack.steps * attack.eot;
    case 'pgd':
    case 'apgd':
      return attack.steps * attack.restarts * attack.eot;
    default:
      return null;
  }
}
