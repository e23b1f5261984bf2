import { saturate } from '../../base/saturate.js';
import tf from '../../tfjs/tfjs.cjs';
import { transposeHost } from './hostArrays.js';
import { type HostValue, identityOrder } from './values.js';

/**
 * Constants of a model on the device, converted once to the layout of each operator. Results of shape arithmetic are new in every
 * pass and are not kept.
 */
export interface ConstantStore {
  /** The value as a tensor whose axis p is the value's axis `order[p]`. It is owned by the store or the surrounding `tf.tidy`. */
  readonly lift: (value: HostValue, order?: readonly number[]) => tf.Tensor;
  /** A value computed from a constant, such as a dilated kernel; computed only once if `source` is a constant of the model. */
  readonly derive: (source: HostValue, purpose: string, make: () => HostValue) => HostValue;
  /** A value that depends only on the key, such as interpolation weights; computed only once. */
  readonly share: (key: string, make: () => HostValue) => HostValue;
  /** Makes a value a constant of the model. */
  readonly fix: (value: HostValue) => void;
  readonly dispose: () => void;
}

export function openConstants(): ConstantStore {
  const tensors = new Map<HostValue, Map<string, tf.Tensor>>();
  const derived = new Map<HostValue, Map<string, HostValue>>();
  const shared = new Map<string, HostValue>();
  const fix = (value: HostValue) => {
    if (tensors.has(value)) return;
    tensors.set(value, new Map());
    derived.set(value, new Map());
  };
  return {
    fix,
    lift: (value, order = identityOrder(value.shape.length)) => {
      const known = tensors.get(value);
      if (known === undefined) return upload(value, order);
      const key = order.join();
      const tensor = known.get(key) ?? tf.keep(upload(value, order));
      known.set(key, tensor);
      return tensor;
    },
    derive: (source, purpose, make) => {
      const known = derived.get(source);
      if (known === undefined) return make();
      const value = known.get(purpose) ?? make();
      known.set(purpose, value);
      fix(value);
      return value;
    },
    share: (key, make) => {
      const value = shared.get(key) ?? make();
      shared.set(key, value);
      fix(value);
      return value;
    },
    dispose: () => {
      for (const known of tensors.values()) for (const tensor of known.values()) tensor.dispose();
      tensors.clear();
      derived.clear();
      shared.clear();
    },
  };
}

function upload(value: HostValue, order: readonly number[]): tf.Tensor {
  const { type, shape, data } = transposeHost(value, order);
  if (type === 'bool') return tf.tensor(Uint8Array.from(data), [...shape], 'bool');
  if (type === 'int') return tf.tensor(Int32Array.from(data, saturate), [...shape], 'int32');
  return tf.tensor(data instanceof Float32Array ? data : Float32Array.from(data), [...shape], 'float32');
}
