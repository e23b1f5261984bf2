import type { ValidateFunction } from 'ajv';
import { compileDocument } from '../base/schemaValidators.js';
import { modelFormats } from '../contract/modelReading.js';
import { assertionMetrics, datasetNames } from '../contract/suite.js';
import type { Plugins } from '../plugins/plugins.js';
import { schemaText } from '../schemas/schemaText.js';
import { suiteAttacks } from '../schemas/suiteAttacks.js';
import type { WrittenSuite } from '../schemas/suiteSchema.js';
import { suite } from '../schemas/suiteSchema.js';
import { objectOf } from './rawSuite.js';

/** The schema of suites with everything that plug-ins add. */
export function schemaWith(plugins: Plugins): ValidateFunction {
  const kinds = [...plugins.attacks.values()].map(({ kind }) => kind);
  const document = JSON.parse(schemaText(suite, suiteAttacks(kinds))) as { definitions: Definitions };
  const { dataset, model, assertion } = document.definitions;
  dataset.properties.name.enum = [...datasetNames, ...plugins.datasets.keys()];
  model.properties.format.enum = [...modelFormats, ...plugins.readers.keys()];
  assertion.properties.metric.enum = [...assertionMetrics, ...plugins.metrics.keys()];
  if (plugins.metrics.size > 0) {
    // The program's metrics are shares; those of plug-ins may be anything.
    for (const bound of [assertion.properties.min, assertion.properties.max]) delete bound.maximum;
  }
  return compileDocument(document);
}

interface Named {
  readonly properties: Record<'name' | 'format' | 'metric', { enum: readonly string[] }> &
    Record<'min' | 'max', { maximum?: number }>;
}
type Definitions = Readonly<Record<'dataset' | 'model' | 'assertion', Named>>;

/** A valid suite whose attacks from plug-ins, also those in other attacks, have all settings and the facts that describe them. */
export function withPluggedAttacks(suite: WrittenSuite, { attacks }: Plugins): WrittenSuite {
  if (attacks.size === 0) return suite;
  const resolved = (value: unknown): unknown => {
    const { id, epsilons, snrDb, snrReference, knownDraws, ...attack } = objectOf(value);
    const swept = { id, epsilons, snrDb, snrReference, knownDraws };
    const present = Object.fromEntries(Object.entries(swept).filter(([, own]) => own !== undefined));
    const plugged = attacks.get(String(attack.kind));
    if (plugged !== undefined) return { ...present, ...plugged.resolve(attack) };
    const held = {
      ...(Array.isArray(attack.attacks) ? { attacks: attack.attacks.map(resolved) } : {}),
      ...(attack.attack === undefined ? {} : { attack: resolved(attack.attack) }),
    };
    return { ...present, ...attack, ...held };
  };
  return { ...suite, attacks: suite.attacks.map(resolved) as WrittenSuite['attacks'] };
}
