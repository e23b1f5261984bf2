import tf from '../../tfjs/tfjs.cjs';

/** The part of tfjs-node's backend that runs a TensorFlow op by name. */
interface TensorflowBackend {
  readonly binding: {
    readonly TF_ATTR_INT: number;
    readonly TF_ATTR_STRING: number;
    readonly TF_ATTR_TYPE: number;
    readonly TF_Version: string;
  };
  executeSingleOutput(name: string, attributes: readonly object[], inputs: readonly tf.TensorInfo[]): tf.Tensor;
}

function tensorflowBackend(): TensorflowBackend {
  return tf.engine().findBackend('tensorflow') as unknown as TensorflowBackend;
}

/** Version of TensorFlow's native library. The backend must be up. */
export function tensorflowVersion(): string {
  return tensorflowBackend().binding.TF_Version;
}

/** TensorFlow's type code of float32. */
const floatType = 1;

/**
 * Rows of the pixels under each patch: x [B, H, W, C] gives [B, OH, OW, kh * kw * C], zero where a patch leaves the image.
 * TensorFlow's ExtractImagePatches, which is not a tfjs op.
 */
export function extractPatches(
  x: tf.Tensor4D,
  {
    window,
    strides,
    padding,
  }: {
    readonly window: readonly [number, number];
    readonly strides: readonly [number, number];
    readonly padding: 'same' | 'valid';
  },
): tf.Tensor4D {
  const backend = tensorflowBackend();
  const { TF_ATTR_INT: int, TF_ATTR_STRING: string, TF_ATTR_TYPE: type } = backend.binding;
  const attributes = [
    { name: 'T', type, value: floatType },
    { name: 'ksizes', type: int, value: [1, ...window, 1] },
    { name: 'strides', type: int, value: [1, ...strides, 1] },
    { name: 'rates', type: int, value: [1, 1, 1, 1] },
    { name: 'padding', type: string, value: padding.toUpperCase() },
  ];
  return backend.executeSingleOutput('ExtractImagePatches', attributes, [x]) as tf.Tensor4D;
}
