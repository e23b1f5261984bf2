import { saturate } from '../../base/saturate.js';
import tf from '../../tfjs/tfjs.cjs';
import { registerCorrection } from '../bindings/composedKernel.js';
import { registerKernel } from '../bindings/kernelRegistry.js';
import { retyped } from '../bindings/wasmHeap.js';

/**
 * Corrects tfjs-wasm's kernels that treat integers or booleans as if they were floats: casts to bool keep the low byte of the number, clips
 * compare the bits of integers, strided slices return them as floats, and selections and reversals move four bytes of a boolean's one.
 */
export function registerTypesWasm(): void {
  const on = (name: string) => ({ name, backend: 'wasm' }) as const;
  registerCorrection<'x', tf.CastAttrs>(on('Cast'), ({ x }, { dtype }) =>
    dtype === 'bool' && x.dtype !== 'bool' ? tf.notEqual(x, tf.scalar(0, x.dtype)) : null,
  );
  registerCorrection<'x', tf.ClipByValueAttrs>(on('ClipByValue'), ({ x }, { clipValueMin, clipValueMax }) => {
    if (x.dtype !== 'int32') return null;
    return tf.minimum(tf.maximum(x, integerBound(clipValueMin)), integerBound(clipValueMax));
  });
  registerCorrection<'condition' | 't' | 'e', object>(on('Select'), ({ condition, t, e }) =>
    t.dtype === 'bool' && e.dtype === 'bool' ? tf.where(condition, t.toInt(), e.toInt()).toBool() : null,
  );
  registerCorrection<'x', tf.ReverseAttrs>(on('Reverse'), ({ x }, { dims }) =>
    x.dtype === 'bool' ? tf.reverse(x.toInt(), dims).toBool() : null,
  );
  registerStridedSlice();
}

/** A bound of integers, whole and in their range. */
function integerBound(bound: number): tf.Scalar {
  return tf.scalar(Math.trunc(saturate(bound)), 'int32');
}

function registerStridedSlice(): void {
  registerKernel<Record<'x', tf.TensorInfo>, tf.StridedSliceAttrs>({
    name: 'StridedSlice',
    backend: 'wasm',
    run: (inputs, attributes, stock) => {
      const { x } = inputs;
      if (x.dtype === 'bool') {
        const { begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } = attributes;
        const masks = [beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask] as const;
        return tf.tidy(() => tf.stridedSlice((x as tf.Tensor).toInt(), begin, end, strides, ...masks).toBool());
      }
      const sliced = stock(inputs, attributes);
      return x.dtype === 'int32' ? retyped(sliced, 'int32') : sliced;
    },
  });
}
