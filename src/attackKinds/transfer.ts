import { Type } from '@sinclair/typebox';
import type { AttackKind, Settings } from './attackKind.js';
import { type BasicAttack, basicKindOf } from './basicKinds.js';
import { withDraws } from './draws.js';
import { type TransferSource, transferSource, transferSourceName } from './transferSource.js';

const parameters = {
  source: transferSource,
  attack: Type.Unsafe<BasicAttack>({
    $ref: '#/definitions/basicAttack',
    description: 'Any attack except transfer and ensemble, without id and sweep',
  }),
};

/** Adversarial examples of another attack, made on a different model than the evaluated one. */
export type TransferSpec = Settings<'transfer', typeof parameters>;

/** Transfer of examples (Papernot et al. 2016). */
export const transfer: AttackKind<TransferSpec> = {
  kind: 'transfer',
  title: 'Transfer',
  called: 'a transfer attack',
  description:
    'Adversarial examples of another attack, made on another model or on the attacked model with its random draw frozen.',
  method: 'examples of another attack, made on a source; see below',
  source: 'Papernot et al. 2016',
  parameters,
  derived: {},
  perturbations: [],
  cost: { gradients: 'those of the inner attack, on the source', forwards: '' },
  usesGradients: false,
  isOneStep: false,
  isIterative: false,
  searchesWithoutGradients: false,
  findsNearest: false,
  perturbation: ({ attack }) => basicKindOf(attack).perturbation(attack),
  passes: ({ source, attack }, sweep) =>
    basicKindOf(attack).passes(attack, { ...sweep, model: transferSourceName(source) ?? sweep.model }),
  // Fooling the source is no reason to stop.
  earlyEnd: ({ attack }) => (basicKindOf(attack).earlyEnd(attack) === 'always' ? 'always' : 'never'),
  gradientsTaken: () => 0,
  isBlackBox: ({ source, attack }, model) => {
    const { usesGradients, isBlackBox } = basicKindOf(attack);
    // Examples made on the same model are not a transfer.
    return (usesGradients || isBlackBox(attack, model)) && transferSourceName(source) !== model;
  },
  leastClasses: ({ attack }) => basicKindOf(attack).leastClasses(attack),
  sentences: ({ source, attack }) =>
    `Adversarial examples made ${sourceText(source)}. ${basicKindOf(attack).sentences(attack)}`,
  plan: (spec, { model, isStochastic }) => {
    const source = transferSourceName(spec.source);
    if (source !== null) return { ...spec, attack: withDraws(spec.attack, isStochastic(source)) };
    const attack = withDraws(spec.attack, false);
    // A deterministic model has no draw to freeze, so this is the ordinary attack.
    return isStochastic(model) ? { ...spec, attack } : attack;
  },
  held: ({ attack }) => [attack],
  withHeld: (spec, change) => ({ ...spec, attack: change(spec.attack) as BasicAttack }),
};

function sourceText(source: TransferSource): string {
  if ('frozenDraw' in source) {
    return `on the same model with its random draw frozen to number ${source.frozenDraw}`;
  }
  return `on ${'model' in source ? source.model : source.path}`;
}
