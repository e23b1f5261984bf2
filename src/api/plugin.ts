/**
 * What plug-ins of suites are made of. Loads little, so that plug-ins start quickly.
 *
 * @packageDocumentation
 */

import type { Settings } from '../attackKinds/attackKind.js';
import type { Parameters } from '../attackKinds/parameters.js';
import type { PerturbContext } from '../attacks/pluggedAttacks.js';
import type { LoadImages } from '../datasets/pluggedDatasets.js';
import type { MetricPoint } from '../metrics/pluggedMetrics.js';
import type { ReaderMethods } from '../models/pluggedReaders.js';
import {
  type AttackDefinition,
  type DatasetDefinition,
  type MetricDefinition,
  type PluginNorm,
  type PluginPart,
  pluginTag,
  type ReaderDefinition,
} from '../plugins/definitions.js';
import tf from '../tfjs/tfjs.cjs';

export type { DerivedDefault } from '../attackKinds/attackKind.js';
export { choiceOf, count, notNegative, positive } from '../attackKinds/parameters.js';
export type { PerturbContext, PluginLoss, QueriedModel } from '../attacks/pluggedAttacks.js';
export { UserError, type UserErrorParts } from '../base/errors.js';
export type { RandomStream } from '../base/random.js';
export type { AskedOfPlugin, LoadedImages, LoadImages } from '../datasets/pluggedDatasets.js';
export type { DrawKey } from '../layers/drawKey.js';
export type { MetricPoint } from '../metrics/pluggedMetrics.js';
export type { ModelLocation } from '../models/modelLocation.js';
export type { OpenedNetwork, ReaderMethods } from '../models/pluggedReaders.js';
export type { PluginNorm, StatedPasses } from '../plugins/definitions.js';
/** The program's own copy of tfjs. */
export { tf };

/** Settings of an attack from a plug-in with all defaults. */
export type PluginSettings<Own extends Parameters> = Settings<string, Own> & {
  /** Only with several norms. */
  readonly norm?: PluginNorm;
  /** Draws over which queries average; only for attacks that use gradients. */
  readonly eot?: number;
};

/** An attack; see docs/plugins.md for an example. */
export interface PluginAttack<Own extends Parameters>
  extends Omit<AttackDefinition, 'parameters' | 'passes' | 'sentence' | 'perturb'> {
  readonly parameters?: Own;
  readonly passes: (settings: PluginSettings<Own>) => ReturnType<AttackDefinition['passes']>;
  readonly sentence?: (settings: PluginSettings<Own>) => string;
  /**
   * Makes the examples of one point of a sweep, [B, H, W, C] in [0, 1] and within each image's epsilon, which is checked. Runs in
   * `tf.tidy`. It must not depend on the batch: take randomness from `random`.
   */
  readonly perturb: (context: PerturbContext<PluginSettings<Own>>) => tf.Tensor4D;
}

/** A data set. */
export interface PluginDataset extends Omit<DatasetDefinition, 'load'> {
  readonly load: LoadImages;
}

/** The reader of a model format. */
export interface PluginModelReader extends Omit<ReaderDefinition, keyof ReaderMethods>, ReaderMethods {}

/** A figure of each point of each curve. */
export interface PluginMetric extends Omit<MetricDefinition, 'compute'> {
  /** A finite number; null where it does not apply. */
  readonly compute: (point: MetricPoint) => number | null;
}

/** A definition that a plug-in exports. */
export type PluginDefinition = { readonly [pluginTag]: PluginPart };

/** An attack that suites with this plug-in can name by its `kind`. Checked when a suite loads the plug-in. */
export function defineAttack<const Own extends Parameters = Record<never, never>>(
  attack: PluginAttack<Own>,
): PluginDefinition {
  return { ...attack, [pluginTag]: 'attack' };
}

/** A data set that suites with this plug-in can name. */
export function defineDataset(dataset: PluginDataset): PluginDefinition {
  return { ...dataset, [pluginTag]: 'dataset' };
}

/** A reader that suites with this plug-in use for the models that it recognises. */
export function defineModelReader(reader: PluginModelReader): PluginDefinition {
  return { ...reader, [pluginTag]: 'modelReader' };
}

/** A metric that reports show and assertions of suites with this plug-in can name. */
export function defineMetric(metric: PluginMetric): PluginDefinition {
  return { ...metric, [pluginTag]: 'metric' };
}
