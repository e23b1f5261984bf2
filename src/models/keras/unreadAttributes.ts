import { UserError } from '../../base/errors.js';
import { type Attributes, attributesOf, shown } from './attributes.js';

/** Attributes without effect on a layer's result in test mode: names, training, execution, and shapes known from the input. */
const withoutEffect = new Set([
  'name',
  'dtype',
  'trainable',
  'batch_input_shape',
  'batch_shape',
  'input_shape',
  'input_dim',
  'input_length',
  'input_spec',
  'ragged',
  'sparse',
  'autocast',
  'build_config',
  'shared_object_id',
  'unroll',
  'unit_forget_bias',
  'fill_mode',
  'fill_value',
  'key_shape',
  'num_heads',
  'query_shape',
  'value_shape',
  'value_dim',
  'output_shape',
  'implementation',
  'time_major',
  'cell',
  'virtual_batch_size',
  'renorm',
  'renorm_clipping',
  'renorm_momentum',
  'momentum',
  'fused',
  'synchronized',
  'adjustment',
  'seed',
  'seed_generator',
  'rate',
  'stddev',
  'noise_shape',
  'dropout',
  'recurrent_dropout',
  'power_iterations',
  'flash_attention',
  'lora_rank',
  'lora_alpha',
  'quantization_config',
  'quantization_mode',
  'data_format',
]);

const ofTraining = /(^|_)(initializer|regularizer|constraint)$|^(l1|l2)$/;

/** A configuration that tracks which attributes were read. */
export interface TrackedAttributes {
  readonly attributes: Attributes;
  /** For use after a call. Throws `UserError`, naming layer and attribute, if a set attribute that has an effect was not read. */
  readonly requireRead: () => void;
}

/** Reads a configuration as `attributesOf` does. */
export function trackedAttributes(where: string, config: Readonly<Record<string, unknown>>): TrackedAttributes {
  const read = new Set<string>();
  const raw = new Proxy(config, {
    get: (target, key) => {
      if (typeof key === 'string') read.add(key);
      return Reflect.get(target, key) as unknown;
    },
  });
  return {
    attributes: attributesOf(where, raw),
    requireRead: () => {
      const unread = Object.keys(config).find(
        (key) => !read.has(key) && isSet(key, config[key]) && !withoutEffect.has(key) && !ofTraining.test(key),
      );
      if (unread === undefined) return;
      throw new UserError({
        where: `${where}, '${unread}'`,
        expected: 'attributes of the layer that are known here',
        found: shown(config[unread]),
        remedy:
          'build the layer without it, or make a graph of the model: model.export(folder) in Python, then ' +
          'tensorflowjs_converter --input_format=tf_saved_model --output_format=tfjs_graph_model folder converted',
      });
    },
  };
}

/** The values that Keras writes for unused options. */
function isSet(key: string, value: unknown): boolean {
  if (key === 'groups') return value !== 1;
  return value !== undefined && value !== null && value !== false && !(Array.isArray(value) && value.length === 0);
}
