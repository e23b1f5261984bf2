import { attackDefinitions } from './attackDefinitions.js';
import { definitionOf } from './parts.js';
import { attackId, snrReference, source, strength } from './resultUnits.js';
import type { Definitions } from './schemaText.js';

/** What the schema of results says of attacks: every parameter is there. */
export const resultAttacks: Definitions = {
  ...attackDefinitions({
    definitionName: (kind) => `${kind}Attack`,
    id: attackId,
    sweep: () => ({ strength, snrReference, knownDraws: { const: true } }),
    required: ['strength', 'snrReference'],
    rules: () => ({}),
    isResolved: true,
  }),
  source: definitionOf(source),
};
