import { Type } from '@sinclair/typebox';
import type { AttackSettings } from '../attackKinds/attackKinds.js';
import { auditCheckNames } from '../contract/audit.js';
import { assertionMetrics, datasetNames, defaultGate, gateAnswers } from '../contract/suite.js';
import { modelSchema } from './modelSchema.js';
import { also, closed, oneNameOf, part, type Read } from './parts.js';
import { count, type epsilon, name, path, selectedEpsilon, snrDb, type snrReference } from './units.js';

/** The settings of an attack as written; parameters with defaults are optional. */
export type WrittenSettings = { readonly kind: AttackSettings['kind'] } & Readonly<Record<string, unknown>>;

/** An attack of a suite as written: name, sweep and settings. */
export type WrittenAttack = WrittenSettings & {
  readonly id: string;
  readonly epsilons?: readonly WrittenEpsilon[];
  readonly snrDb?: readonly number[];
  readonly severities?: readonly number[];
  readonly snrReference?: Read<typeof snrReference>;
  readonly knownDraws?: boolean;
};

/** An epsilon as written: a number or a fraction such as "8/255". */
export type WrittenEpsilon = Read<typeof epsilon>;

const audit = part(
  'audit',
  Type.Union(
    [
      Type.Boolean(),
      closed({
        images: Type.Optional(
          also(count, { description: 'Number of images of the cells that the audit adds; default 200.' }),
        ),
      }),
    ],
    {
      title: 'true, false or an audit',
      description: 'Checks for gradient masking: whether the figures can be trusted. Adds cells on the first images.',
    },
  ),
);

const dataset = part(
  'dataset',
  closed(
    {
      name: oneNameOf(datasetNames, { description: 'mnist comes with the package; for the others see `rapa data`.' }),
      split: Type.Optional(
        oneNameOf(['train', 'test'], { description: 'Which split; default test.', default: 'test' }),
      ),
      path: Type.Optional(
        also(path, { description: 'imageFolder only: folder with one folder per class, relative to this file.' }),
      ),
      orientation: Type.Optional(
        oneNameOf(['stored', 'exif'], {
          description: 'imageFolder only: exif applies the EXIF orientation; default stored, which ignores it.',
          default: 'stored',
        }),
      ),
      images: Type.Optional(
        Type.Integer({
          title: 'a whole number of images',
          description: 'Use only the first N images; default all.',
          minimum: 1,
        }),
      ),
    },
    { title: 'a data set', description: 'Images to evaluate on.' },
  ),
);

const evaluation = part(
  'evaluation',
  closed(
    {
      draws: Type.Optional(
        also(count, {
          description: 'Independent evaluations of each image on a stochastic model; default 1.',
          default: 1,
        }),
      ),
      vote: Type.Optional(
        also(count, {
          description: 'A stochastic model answers by the majority of this many tile assignments; default 1.',
          default: 1,
        }),
      ),
      resubmit: Type.Optional(
        also(count, {
          description:
            'Reports show the probability that at least one of k submissions of the same image to a stochastic model is misclassified, for k up to this number; at most the draws.',
        }),
      ),
      seed: Type.Optional(
        Type.Integer({
          title: 'a whole number from 0 to 9007199254740991',
          description: 'Equal seeds give equal results; default 1.',
          minimum: 0,
          maximum: 9007199254740991,
          default: 1,
        }),
      ),
    },
    {
      title: 'settings of the evaluation',
      description: 'How stochastic models are evaluated, and the seed of all randomness.',
    },
  ),
);

const reference = part(
  'reference',
  closed(
    { model: also(name, { description: 'Id of a model of this suite.' }), snrDb: snrDb },
    {
      title: 'a reference',
      description: 'The model and the SNR that gap reductions refer to.',
    },
  ),
);

const assertion = part(
  'assertion',
  closed(
    {
      select: Type.Optional(
        closed(
          {
            model: Type.Optional(also(name, { description: 'Id of a model.' })),
            attack: Type.Optional(also(name, { description: 'Id of an attack.' })),
            snrDb: Type.Optional(snrDb),
            epsilon: Type.Optional(selectedEpsilon),
            check: Type.Optional(
              oneNameOf(auditCheckNames, { description: 'auditWarnings only: a check of the audit.' }),
            ),
          },
          { title: 'a selection', description: 'What the assertion applies to; a key left out matches everything.' },
        ),
      ),
      metric: oneNameOf(assertionMetrics, {
        description:
          'accuracy: over all images; relativeAccuracy: over those classified correctly without an attack; cleanAccuracy: without an attack; worstAccuracy and worstRelativeAccuracy: under the worst attack for each image, over all attacks of the same strength; corruptionAccuracy: mean over images, severities and corruptions; gap: 1 - relativeAccuracy; gapReduction: 1 - gap / gap of the reference; auditWarnings: number of warnings of each audit check.',
      }),
      comparedWith: Type.Optional(
        also(name, {
          description:
            "Id of a model: the bounds apply to the selected model's figure minus this model's, under the same attack at the same strength. accuracy with min 0: at least as good; gap with max 0: a gap at most as large.",
        }),
      ),
      min: Type.Optional(
        Type.Number({
          title: 'a number of at most 1',
          description: 'Smallest allowed value, as a fraction.',
          maximum: 1,
        }),
      ),
      max: Type.Optional(
        Type.Number({
          title: 'a number of at most 1',
          description: 'Largest allowed value, as a fraction.',
          maximum: 1,
        }),
      ),
    },
    {
      title: 'an assertion',
      allOf: [{ title: '"min", "max" or both', anyOf: [{ required: ['min'] }, { required: ['max'] }] }],
    },
  ),
);

const answer = (what: string) =>
  oneNameOf(gateAnswers, { description: `${what}; default warn, in the first line of reports.`, default: 'warn' });

const gate = part(
  'gate',
  closed(
    {
      maxDrop: Type.Optional(
        Type.Number({
          description: 'Smallest drop in accuracy that counts, as a fraction; default 0.01.',
          minimum: 0,
          maximum: 1,
          default: defaultGate.maxDrop,
        }),
      ),
      alpha: Type.Optional(
        Type.Number({
          description: 'Family-wise error rate over all comparisons; default 0.05.',
          exclusiveMinimum: 0,
          exclusiveMaximum: 1,
          default: defaultGate.alpha,
        }),
      ),
      onInconclusive: Type.Optional(answer('What happens if the images show neither a drop nor its absence')),
      onMissingBaseline: Type.Optional(answer('What happens if there is no baseline')),
    },
    { title: 'a gate', description: 'How the run is compared with its baseline.' },
  ),
);

const plugins = part(
  'plugins',
  Type.Array(
    Type.String({
      title: 'the path of a JavaScript module, such as "./my-attack.mjs"',
      pattern: '\\.[cm]?js$',
      maxLength: 1000,
    }),
    {
      title: 'a list of plug-ins, each once',
      description:
        'JavaScript modules, relative to this file, that add attacks, data sets, model formats or metrics. Their code runs with the rights of the user: see --no-plugins.',
      uniqueItems: true,
    },
  ),
);

/** A suite as written. */
export const suite = closed(
  {
    $schema: Type.Optional(Type.String({ description: 'This schema, for completion and validation in editors.' })),
    name: also(name, {
      description: 'Names the output folder reports/<name> and the baseline suites/baselines/<name>.json.',
    }),
    dataset: dataset,
    models: Type.Array(modelSchema, {
      title: 'a list of at least one model',
      description: 'Models to evaluate, in the order in which reports show them.',
      minItems: 1,
    }),
    attacks: Type.Array(Type.Unsafe<WrittenAttack>({ $ref: '#/definitions/attack' }), {
      title: 'a list of at least one attack',
      description: 'Attacks to run against every model.',
      minItems: 1,
    }),
    evaluation: Type.Optional(evaluation),
    reference: Type.Optional(reference),
    assertions: Type.Optional(
      Type.Array(assertion, { title: 'a list of assertions', description: 'Conditions for the run to pass.' }),
    ),
    gate: Type.Optional(gate),
    plugins: Type.Optional(plugins),
    audit: Type.Optional(audit),
  },
  {
    title: 'an evaluation suite',
    description: 'Models, attacks, images and the expected results.',
  },
);

/** A suite as written, accepted by the schema and the checks. */
export type WrittenSuite = Read<typeof suite>;
