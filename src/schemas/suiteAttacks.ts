import { Type } from '@sinclair/typebox';
import type { AttackKind } from '../attackKinds/attackKind.js';
import { attackKinds } from '../attackKinds/attackKinds.js';
import { greatestRadius, l0Ball, l1Ball, l2Ball } from '../perturbations/ball.js';
import { perturbationKind } from '../perturbations/perturbations.js';
import { severities as allSeverities } from '../perturbations/severity.js';
import { type AttackForm, attackDefinitions } from './attackDefinitions.js';
import { also, closed, definitionOf, implies, part } from './parts.js';
import type { Definitions } from './schemaText.js';
import { epsilon, name, path, radius, snrDb, snrReference } from './units.js';

const attackId = part('attackId', also(name, { description: 'Name of the attack in assertions and --grep.' }));

/** Of a sweep: its outcomes of every image stand in memory. */
const mostPoints = 1000;

const epsilons = part(
  'epsilons',
  Type.Array(epsilon, {
    title: 'a list of 1 to 1000 epsilons',
    description: 'Sweep over epsilons, the same for every image.',
    minItems: 1,
    maxItems: mostPoints,
  }),
);

const radii = part(
  'radii',
  Type.Array(radius, {
    title: 'a list of 1 to 1000 radii',
    description: 'Sweep over radii of the L2 ball, the same for every image.',
    minItems: 1,
    maxItems: mostPoints,
  }),
);

const snrDbs = part(
  'snrDbs',
  Type.Array(snrDb, {
    title: 'a list of 1 to 1000 SNRs in dB',
    description: 'Sweep over SNRs: every image gets the epsilon with this SNR.',
    minItems: 1,
    maxItems: mostPoints,
  }),
);

const severities = part(
  'severities',
  Type.Array(Type.Integer({ title: 'a severity from 1 to 5', minimum: 1, maximum: 5 }), {
    title: 'a list of at least one severity',
    description: 'Severities of the corruption; 1 to 5 if left out.',
    minItems: 1,
    default: [...allSeverities],
  }),
);

const knownDraws = part(
  'knownDraws',
  Type.Boolean({
    title: 'true or false',
    description:
      'The attacker knows the random draw that judges the example: attack and evaluation share it, for each image and draw. Gradient attacks only; no effect on deterministic models.',
    default: false,
  }),
);

const source = part(
  'source',
  closed(
    {
      model: Type.Optional(also(name, { description: 'Id of a model of this suite.' })),
      path: Type.Optional(
        also(path, { description: 'Folder that contains model.json, or a model.json, relative to this file.' }),
      ),
      frozenDraw: Type.Optional(
        Type.Integer({
          title: 'a whole number from 0 to 65535',
          description: 'The attacked model with every random draw fixed to this number.',
          minimum: 0,
          maximum: 65535,
        }),
      ),
    },
    {
      title: 'a source: an object with one of "model", "path" and "frozenDraw"',
      description: 'The model on which the examples are made.',
      minProperties: 1,
      maxProperties: 1,
    },
  ),
);

/** An attack as written: parameters with defaults are optional, and the sweep is over epsilons or SNRs. */
const written: AttackForm = {
  definitionName: (kind) => kind,
  id: attackId,
  sweep: (kind) =>
    isCorruption(kind)
      ? { severities, snrReference }
      : { epsilons: epsilonsOf(kind) ?? true, snrDb: snrDbs, snrReference, knownDraws },
  required: [],
  rules: (kind) =>
    isCorruption(kind)
      ? {}
      : {
          allOf: [
            {
              title: 'exactly one of "epsilons" and "snrDb"',
              oneOf: [{ required: ['epsilons'] }, { required: ['snrDb'] }],
            },
            ...(epsilonsOf(kind) === null ? [{ $ref: '#/definitions/sweepOfNorm' }] : []),
          ],
        },
  isResolved: false,
};

function isCorruption({ perturbations }: AttackKind): boolean {
  return perturbations[0]?.kind === 'severity';
}

/** The epsilon list of a kind with one perturbation; null if it depends on the settings. */
function epsilonsOf({ perturbations }: AttackKind): typeof epsilons | null {
  if (perturbations.length !== 1) return null;
  return isRadius(perturbations[0]!) ? radii : epsilons;
}

function isRadius(perturbation: AttackKind['perturbations'][number]): boolean {
  return perturbationKind(perturbation).greatestEpsilon(perturbation) === greatestRadius;
}

const normsOfRadii = [l2Ball, l1Ball, l0Ball].map(({ norm }) => norm);

/** The definitions of attacks in suites; `added`: kinds from plug-ins. */
export function suiteAttacks(added: readonly AttackKind[] = []): Definitions {
  const all = [...(Object.values(attackKinds) as readonly AttackKind[]), ...added];
  const kindsOfRadii = all.filter((kind) => epsilonsOf(kind) === radii).map(({ kind }) => kind);
  // Kinds with several norms whose default norm is a radius.
  const kindsOfRadiiByDefault = all
    .filter(({ perturbations }) => perturbations.length > 1 && isRadius(perturbations[0]!))
    .map(({ kind }) => kind);
  return {
    ...attackDefinitions(written, added),
    source: definitionOf(source),
    sweepOfNorm: implies(
      { $ref: '#/definitions/attackOfRadii' },
      { properties: { epsilons: radii } },
      { properties: { epsilons } },
    ),
    attackOfRadii: {
      description: 'Attacks whose epsilons are radii of an L2, L1 or L0 ball.',
      anyOf: [
        { required: ['norm'], properties: { norm: { enum: normsOfRadii } } },
        { required: ['kind'], properties: { kind: { enum: kindsOfRadiiByDefault }, norm: false } },
        { required: ['kind'], properties: { kind: { enum: kindsOfRadii } } },
        { required: ['attack'], properties: { attack: { $ref: '#/definitions/attackOfRadii' } } },
        {
          required: ['attacks'],
          properties: { attacks: { type: 'array', contains: { $ref: '#/definitions/attackOfRadii' } } },
        },
      ],
    },
  };
}
