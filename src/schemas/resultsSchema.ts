import { Type } from '@sinclair/typebox';
import { type AttackSpec, gateAnswers } from '../contract/suite.js';
import { closed, oneNameOf, part } from './parts.js';
import { audit } from './resultAudit.js';
import { cell, classes, corruption, gap, picture, worst } from './resultCurves.js';
import { decomposition } from './resultDecomposition.js';
import { dataset, environment, failure, model } from './resultFacts.js';
import { resubmission } from './resultResubmission.js';
import { attackId, count, evaluation, fraction, hash, metric, name } from './resultUnits.js';
import { verdict } from './resultVerdict.js';

const pluggedMetric = part(
  'pluggedMetric',
  closed(
    {
      ...{ metric, title: Type.String(), description: Type.String(), model: name, attack: attackId },
      point: count,
      value: Type.Union([Type.Number(), Type.Null()]),
    },
    { title: 'a figure that a plug-in computed' },
  ),
);

/** The results of a run: results.json. */
export const results = closed(
  {
    schemaVersion: Type.Literal(1),
    suite: closed({ name: name, sha256: hash, file: Type.String() }, { title: 'the suite' }),
    partial: Type.Union(
      [
        Type.Null(),
        closed({
          limit: Type.Optional(Type.Integer({ minimum: 1 })),
          grep: Type.Optional(Type.String()),
          shard: Type.Optional(Type.String()),
        }),
      ],
      { title: 'the excluded part of the suite, or null' },
    ),
    command: Type.String({ description: 'The command that repeats the run.' }),
    environment: environment,
    dataset: dataset,
    evaluation: evaluation,
    attacks: Type.Array(Type.Unsafe<AttackSpec>({ $ref: '#/definitions/attack' }), { minItems: 1 }),
    reference: Type.Union([Type.Null(), closed({ model: name, snrDb: Type.Number() })], {
      title: 'a reference, or null',
    }),
    gate: Type.Optional(
      closed(
        {
          maxDrop: fraction,
          alpha: fraction,
          onInconclusive: oneNameOf(gateAnswers),
          onMissingBaseline: oneNameOf(gateAnswers),
        },
        { title: 'how the run is compared with its baseline' },
      ),
    ),
    models: Type.Array(model, { minItems: 1 }),
    sources: Type.Optional(
      Type.Array(closed({ path: Type.String(), sha256: hash }), {
        title: 'models outside the suite that are sources of transfer attacks',
      }),
    ),
    plugins: Type.Optional(
      Type.Array(
        closed(
          {
            file: Type.String(),
            sha256: hash,
            adds: Type.Array(Type.String(), { description: 'e.g. attack my-attack.' }),
          },
          { title: 'a plug-in' },
        ),
        { title: 'the plug-ins of the suite' },
      ),
    ),
    cells: Type.Array(cell),
    gaps: Type.Array(gap),
    worst: Type.Optional(Type.Array(worst)),
    classes: Type.Optional(Type.Array(classes)),
    corruptions: Type.Optional(Type.Array(corruption)),
    resubmit: Type.Optional(Type.Integer({ title: 'a number of tries', minimum: 1 })),
    resubmission: Type.Optional(Type.Array(resubmission)),
    decomposition: Type.Optional(Type.Array(decomposition)),
    metrics: Type.Optional(Type.Array(pluggedMetric)),
    audit: Type.Optional(audit),
    gallery: Type.Array(picture),
    failures: Type.Array(failure),
    verdict: verdict,
  },
  { title: 'results of a run', description: 'The complete results of an evaluation: results.json.' },
);
