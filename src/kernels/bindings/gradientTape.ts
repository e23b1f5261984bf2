import tf from '../../tfjs/tfjs.cjs';

/** A custom operation whose gradients need intermediate values of its forward pass. */
export interface RecordedOperation<T extends tf.Tensor> {
  readonly inputs: Record<string, tf.Tensor>;
  /** Runs in a tidy, unrecorded. `keep` saves tensors for the gradients; it has no effect if no gradients are needed. */
  readonly forward: (keep: (tensors: tf.Tensor[]) => void) => T;
  /** Lazily computed gradients by input name; inputs left out have none. */
  readonly gradients: (dy: tf.Tensor, kept: readonly tf.Tensor[]) => Record<string, () => tf.Tensor>;
}

/** The basis of `tf.customGrad`, which tfjs declares private. `customGrad` would compute every gradient, needed or not. */
interface RecordingEngine {
  runKernelFunc(call: {
    inputs: Record<string, tf.Tensor>;
    forwardFunc: (backend: unknown, save: (tensors: tf.Tensor[]) => void) => tf.Tensor;
    backwardsFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => Record<string, () => tf.Tensor>;
  }): tf.Tensor;
}

/** Runs an operation, recorded on the tape if gradients are computed. */
export function runRecorded<T extends tf.Tensor>({ inputs, forward, gradients }: RecordedOperation<T>): T {
  const engine = tf.engine() as unknown as RecordingEngine;
  return engine.runKernelFunc({
    inputs,
    forwardFunc: (_, save) => forward(save),
    backwardsFunc: (dy, saved) => gradients(dy, saved),
  }) as T;
}

/** Whether gradients of the current computation may be needed. */
export function isRecording(): boolean {
  return tf.engine().state.gradientDepth > 0;
}
