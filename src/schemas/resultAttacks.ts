import { attackDefinitions } from './attackDefinitions.js';
import { definitionOf, implies } from './parts.js';
import { attackId, count, hash, name, snrReference, source, strength } from './resultUnits.js';
import type { Definitions } from './schemaText.js';

const swept = { strength, snrReference, knownDraws: { const: true }, decomposes: { type: 'array', items: name } };
const own = attackDefinitions({
  definitionName: (kind) => `${kind}Attack`,
  id: attackId,
  sweep: () => swept,
  required: ['strength', 'snrReference'],
  rules: () => ({}),
  isResolved: true,
});

const passes = {
  type: 'object',
  additionalProperties: false,
  required: ['forward', 'backward'],
  properties: { forward: count, backward: count },
};

/** What an attack from a plug-in is. */
const pluggedFacts = {
  title: 'the facts about an attack from a plug-in',
  type: 'object',
  additionalProperties: false,
  required: ['file', 'sha256', 'title', 'sentence', 'norm', 'usesGradients', 'gradients', 'passes'],
  properties: {
    file: { type: 'string' },
    sha256: hash,
    title: { type: 'string' },
    sentence: { type: 'string' },
    norm: { enum: ['linf', 'l2', 'l1', 'l0'] },
    usesGradients: { type: 'boolean' },
    gradients: count,
    passes: {
      type: 'object',
      additionalProperties: false,
      required: ['once', 'perPoint'],
      properties: { once: passes, perPoint: passes },
    },
  },
};

/** Its own parameters are known to the plug-in alone. */
function plugged(required: readonly string[], properties: object): object {
  return {
    title: 'an attack from a plug-in',
    type: 'object',
    required: ['kind', 'plugin', ...required],
    properties: { kind: name, plugin: { $ref: '#/definitions/pluggedFacts' }, ...properties },
  };
}

const inner = plugged([], {});
const isPlugged = { type: 'object', required: ['plugin'] };

/** The definitions of attacks in results: every parameter is present. */
export const resultAttacks: Definitions = {
  ...own,
  pluggedFacts,
  attack: implies(isPlugged, plugged(['id', 'strength', 'snrReference'], { id: attackId, ...swept }), own.attack!),
  memberAttack: implies(isPlugged, inner, own.memberAttack!),
  basicAttack: implies(isPlugged, inner, own.basicAttack!),
  source: definitionOf(source),
};
