import { attackDefinitions } from './attackDefinitions.js';
import { definitionOf } from './parts.js';
import { attackId, name, snrReference, source, strength } from './resultUnits.js';
import type { Definitions } from './schemaText.js';

/** The definitions of attacks in results: every parameter is present. */
export const resultAttacks: Definitions = {
  ...attackDefinitions({
    definitionName: (kind) => `${kind}Attack`,
    id: attackId,
    sweep: () => ({ strength, snrReference, knownDraws: { const: true }, decomposes: { type: 'array', items: name } }),
    required: ['strength', 'snrReference'],
    rules: () => ({}),
    isResolved: true,
  }),
  source: definitionOf(source),
};
