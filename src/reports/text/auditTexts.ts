import type { AuditCheckName } from '../../contract/audit.js';

/** A short title for each check. */
export const auditCheckTitles = {
  iterative: 'Iterative attacks at least as strong as one step',
  largeEpsilon: 'Nothing survives epsilon 1',
  blackBox: 'Black-box attacks not stronger than white-box',
  noise: 'Noise not stronger than the gradient',
  eotConvergence: 'More draws (EOT) do not help further',
  randomness: 'Fresh draws no better than known ones',
  zeroGradient: 'No image has a zero gradient',
  monotone: 'Accuracy does not rise with the perturbation',
} satisfies Record<AuditCheckName, string>;
