import type { AttackSpec } from '../../src/contract/suite.js';

/** Attack libraries that ours are compared with. */
export type Library = 'foolbox' | 'torchattacks';

/** The libraries that have the attack with the same parameters; `attacks.py` configures them. */
export function rivalsOf(spec: AttackSpec): readonly Library[] {
  switch (spec.kind) {
    case 'fgsm':
      return ['foolbox', 'torchattacks'];
    case 'pgd':
      return spec.norm === 'linf' ? ['foolbox', 'torchattacks'] : ['foolbox'];
    case 'bim':
    case 'deepfool':
    case 'cw':
      return ['foolbox'];
    case 'mifgsm':
    case 'apgd':
    case 'square':
      return ['torchattacks'];
    default:
      return [];
  }
}
