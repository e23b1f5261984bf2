import { Type } from '@sinclair/typebox';
import { type AuditFinding, auditCheckNames } from '../contract/audit.js';
import type { AttackSpec } from '../contract/suite.js';
import { closed, oneNameOf, orNull, part } from './parts.js';
import { cell } from './resultCurves.js';
import { attackId, count, fraction, interval, name } from './resultUnits.js';

/** A check of the audit. */
export const auditCheckName = part('auditCheckName', oneNameOf(auditCheckNames));

const auditSide = part(
  'auditSide',
  closed({ attack: attackId, point: Type.String(), hits: count, total: count }, { title: 'an attack at a point' }),
);

const gainLeft = part(
  'gainLeft',
  closed(
    { share: Type.Number(), interval: interval },
    {
      title: 'a share of a gain',
      description: 'The share of the gain over the reference under fresh draws that is left under known ones.',
    },
  ),
);

const pairedFinding = part(
  'pairedFinding',
  closed(
    {
      kind: Type.Literal('paired'),
      expected: auditSide,
      against: auditSide,
      images: count,
      excess: Type.Number({ minimum: -1, maximum: 1 }),
      interval: interval,
      higher: count,
      lower: count,
      pValue: fraction,
      adjustedPValue: fraction,
      gainLeft: Type.Optional(gainLeft),
      warning: Type.Boolean(),
    },
    { title: 'two attacks on the same images' },
  ),
);

const shareFinding = part(
  'shareFinding',
  closed(
    {
      kind: Type.Literal('share'),
      of: oneNameOf(['accuracy', 'zeroGradient']),
      attack: attackId,
      point: Type.String(),
      hits: count,
      total: count,
      interval: interval,
      limit: orNull(Type.Number()),
      warning: Type.Boolean(),
    },
    { title: 'a share that should be 0' },
  ),
);

const auditFinding = part(
  'auditFinding',
  Type.Unsafe<AuditFinding>({
    type: 'object',
    required: ['kind'],
    properties: { kind: oneNameOf(['paired', 'share']) },
    title: 'a finding',
    discriminator: { propertyName: 'kind' },
    oneOf: [pairedFinding, shareFinding],
  }),
);

const auditCheck = part(
  'auditCheck',
  closed(
    {
      check: auditCheckName,
      model: name,
      status: oneNameOf(['pass', 'warning', 'too few', 'not applicable']),
      reason: orNull(
        Type.String({
          description: 'Why the check is not applicable, or what it could detect on so few images; null otherwise.',
        }),
      ),
      findings: Type.Array(auditFinding),
    },
    { title: 'a check of an audit' },
  ),
);

/** An audit. */
export const audit = part(
  'audit',
  closed(
    {
      images: Type.Integer({
        title: 'a whole number of images',
        description: 'Number of images of the cells that the audit adds.',
        minimum: 1,
      }),
      probes: Type.Array(Type.Unsafe<AttackSpec>({ $ref: '#/definitions/attack' }), {
        description: 'Attacks that the audit adds.',
      }),
      cells: Type.Array(cell),
      checks: Type.Array(auditCheck),
    },
    { title: 'an audit' },
  ),
);
