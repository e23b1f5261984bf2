import type { BackendName } from '../../base/backends.js';
import tf from '../../tfjs/tfjs.cjs';

/** Inputs of a kernel by name; inputs left out are undefined. */
export type Inputs = Readonly<Record<string, tf.TensorInfo | undefined>>;

/** tfjs's original kernel that was replaced. Throws if there was none. */
export type StockKernel<I, A> = (inputs: I, attributes: A) => tf.TensorInfo;

/** A custom kernel with typed inputs; `run` computes with the data of its backend and returns new tensors. */
export interface Kernel<I extends Inputs, A> {
  readonly name: string;
  readonly backend: BackendName;
  readonly run: (inputs: I, attributes: A, stock: StockKernel<I, A>) => tf.TensorInfo | tf.TensorInfo[];
}

/** Registers a kernel with tfjs and replaces one of the same name. The backend must be initialised. */
export function registerKernel<I extends Inputs, A>({ name, backend, run }: Kernel<I, A>): void {
  const replaced = tf.getKernel(name, backend);
  if (replaced !== undefined) tf.unregisterKernel(name, backend);
  const stock: StockKernel<I, A> = (inputs, attributes) => {
    if (replaced === undefined) throw new Error(`tfjs has no kernel ${name} of its own for ${backend}`);
    return call(replaced, inputs, attributes as object);
  };
  tf.registerKernel({
    kernelName: name,
    backendName: backend,
    kernelFunc: ({ inputs, attrs }) => run(inputs as unknown as I, attrs as unknown as A, stock),
  });
}

/** Runs a backend's kernel, unrecorded; the caller owns the result. */
export function callKernel(name: string, backend: BackendName, inputs: Inputs, attributes: object): tf.TensorInfo {
  return call(tf.getKernel(name, backend), inputs, attributes);
}

function call({ kernelFunc, backendName }: tf.KernelConfig, inputs: Inputs, attributes: object): tf.TensorInfo {
  const backend = tf.engine().findBackend(backendName);
  const call = { inputs: inputs as tf.NamedTensorInfoMap, attrs: attributes as tf.NamedAttrMap, backend };
  return kernelFunc(call) as tf.TensorInfo;
}

/** Runs a kernel on the current backend, recorded for differentiation if its gradient is registered. */
export function runKernel<T extends tf.Tensor>(name: string, inputs: Record<string, tf.Tensor>, attributes: object): T {
  return tf.engine().runKernel(name, inputs as tf.NamedTensorMap, attributes as tf.NamedAttrMap) as unknown as T;
}

/** The same for a kernel with several results. */
export function runKernels(name: string, inputs: Record<string, tf.Tensor>, attributes: object): tf.Tensor[] {
  return tf
    .engine()
    .runKernel(name, inputs as tf.NamedTensorMap, attributes as tf.NamedAttrMap) as unknown as tf.Tensor[];
}

/** A gradient: the kernel inputs to save, and lazily computed gradients of the inputs by name. */
export interface Gradient<A> {
  readonly name: string;
  readonly inputsToSave: readonly string[];
  readonly saveOutput: boolean;
  /** `saved`: the inputs in the order of `inputsToSave`, then the output. Each function runs only if it is needed. */
  readonly gradients: (dy: tf.Tensor, saved: readonly tf.Tensor[], attributes: A) => Record<string, () => tf.Tensor>;
}

/** Registers a gradient once for all backends. */
export function registerGradient<A>({ name, inputsToSave, saveOutput, gradients }: Gradient<A>): void {
  if (tf.getGradient(name) !== undefined) tf.unregisterGradient(name);
  tf.registerGradient({
    kernelName: name,
    inputsToSave: [...inputsToSave],
    outputsToSave: [saveOutput],
    gradFunc: (dy, saved, attrs) => gradients(dy as tf.Tensor, saved, attrs as unknown as A),
  });
}
