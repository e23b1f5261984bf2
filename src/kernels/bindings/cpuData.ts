import tf from '../../tfjs/tfjs.cjs';

interface CpuBackend {
  readonly data: { get(dataId: object): { values: Float32Array | Int32Array | Uint8Array } };
  makeTensorInfo(shape: number[], dtype: tf.DataType, values: Float32Array | Int32Array): tf.TensorInfo;
}

/** Values of a tensor on the cpu backend; read only. */
export function cpuValues(tensor: tf.TensorInfo): Float32Array | Int32Array | Uint8Array {
  return cpuBackend().data.get(tensor.dataId).values;
}

/** A new tensor of floats or integers on the cpu backend that owns `values`. */
export function cpuTensor(shape: readonly number[], values: Float32Array | Int32Array): tf.TensorInfo {
  const dtype = values instanceof Int32Array ? 'int32' : 'float32';
  return cpuBackend().makeTensorInfo([...shape], dtype, values);
}

function cpuBackend(): CpuBackend {
  return tf.engine().findBackend('cpu') as unknown as CpuBackend;
}
