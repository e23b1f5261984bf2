import tf from '../../tfjs/tfjs.cjs';

/** An operation of ours whose gradients need more of its forward pass than its result. */
export interface RecordedOperation<T extends tf.Tensor> {
  readonly inputs: Record<string, tf.Tensor>;
  /** Runs in a tidy, unrecorded. `keep` saves tensors for the gradients; without effect where none will be asked for. */
  readonly forward: (keep: (tensors: tf.Tensor[]) => void) => T;
  /** Lazily computed gradients by the names of the inputs; one left out has none. */
  readonly gradients: (dy: tf.Tensor, kept: readonly tf.Tensor[]) => Record<string, () => tf.Tensor>;
}

/** What `tf.customGrad` builds on; tfjs declares it private. `customGrad` itself would compute every gradient, asked for or not. */
interface RecordingEngine {
  runKernelFunc(call: {
    inputs: Record<string, tf.Tensor>;
    forwardFunc: (backend: unknown, save: (tensors: tf.Tensor[]) => void) => tf.Tensor;
    backwardsFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => Record<string, () => tf.Tensor>;
  }): tf.Tensor;
}

/** Runs an operation, recorded on the tape where gradients are computed. */
export function runRecorded<T extends tf.Tensor>({ inputs, forward, gradients }: RecordedOperation<T>): T {
  const engine = tf.engine() as unknown as RecordingEngine;
  return engine.runKernelFunc({
    inputs,
    forwardFunc: (_, save) => forward(save),
    backwardsFunc: (dy, saved) => gradients(dy, saved),
  }) as T;
}

/** Whether gradients of what is computed now may be asked for. */
export function isRecording(): boolean {
  return tf.engine().state.gradientDepth > 0;
}
