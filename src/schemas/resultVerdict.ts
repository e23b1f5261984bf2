import { Type } from '@sinclair/typebox';
import { closed, oneNameOf, orNull, part } from './parts.js';
import { auditCheckName } from './resultAudit.js';
import { count, fraction, interval, metric, name } from './resultUnits.js';

const assertion = part(
  'assertion',
  closed(
    {
      select: closed(
        {
          model: Type.Optional(name),
          attack: Type.Optional(name),
          snrDb: Type.Optional(Type.Number()),
          epsilon: Type.Optional(Type.Number()),
          check: Type.Optional(auditCheckName),
        },
        { title: 'a selection' },
      ),
      metric: metric,
      comparedWith: Type.Optional(name),
      min: Type.Optional(Type.Number()),
      max: Type.Optional(Type.Number()),
    },
    { title: 'an assertion' },
  ),
);

const assertionOutcome = part(
  'assertionOutcome',
  closed(
    {
      assertion: assertion,
      status: oneNameOf(['pass', 'fail', 'unmatched', 'open']),
      matches: Type.Array(
        closed({ where: Type.String(), value: Type.Number(), pass: Type.Boolean() }, { title: 'a match' }),
      ),
    },
    { title: 'the outcome of an assertion' },
  ),
);

const comparisonRow = part(
  'comparisonRow',
  closed(
    {
      model: name,
      attack: orNull(Type.String()),
      point: Type.String(),
      images: count,
      baselineAccuracy: fraction,
      accuracy: fraction,
      difference: Type.Number(),
      differenceInterval: interval,
      newlyBroken: Type.Array(count),
      newlyRobust: Type.Array(count),
      pValue: fraction,
      adjustedPValue: fraction,
      provableDrop: Type.Optional(
        orNull(
          Type.Number({
            description: 'Smallest drop in accuracy that this number of images can detect; null if none.',
            minimum: 0,
            maximum: 1,
          }),
        ),
      ),
      verdict: oneNameOf(['regressed', 'within noise', 'improved', 'inconclusive']),
    },
    { title: 'a row of a comparison' },
  ),
);

const comparison = part(
  'comparison',
  closed(
    {
      baseline: Type.String(),
      rows: Type.Array(comparisonRow),
      status: oneNameOf(['pass', 'fail']),
      notes: Type.Array(Type.String()),
    },
    { title: 'a comparison with a baseline' },
  ),
);

/** The verdict. */
export const verdict = part(
  'verdict',
  closed(
    {
      status: oneNameOf(['pass', 'fail', 'incomplete', 'part']),
      assertions: Type.Array(assertionOutcome),
      comparison: Type.Union([Type.Null(), comparison], { title: 'a comparison with a baseline, or null' }),
      reasons: Type.Array(Type.String(), { description: 'Why the run is incomplete.' }),
      notes: Type.Optional(Type.Array(Type.String(), { description: 'Notes that must be read with the status.' })),
    },
    { title: 'a verdict' },
  ),
);
