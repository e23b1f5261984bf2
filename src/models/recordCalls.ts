import tf from '../tfjs/tfjs.cjs';

/** A recorded call of one of tfjs's kernels; a list of inputs has its positions as names. */
export interface Call {
  readonly name: string;
  readonly inputs: Record<string, tf.Tensor>;
  readonly attributes: tf.NamedAttrMap;
  /** The first result; not kept. */
  readonly output: Pick<tf.TensorInfo, 'shape' | 'dataId'>;
}

interface RunKernel {
  runKernel: (name: string, inputs: Record<string, tf.Tensor>, attributes?: tf.NamedAttrMap) => unknown;
}

/** Runs `forward` and returns the calls of kernels in it, in their order. The caller owns their inputs. */
export function recordCalls(forward: () => void): Call[] {
  const engine = tf.engine() as unknown as RunKernel;
  const own = Object.hasOwn(engine, 'runKernel') ? engine.runKernel : undefined;
  const run = engine.runKernel;
  const calls: Call[] = [];
  engine.runKernel = (name, inputs, attributes = {}) => {
    const result = run.call(engine, name, inputs, attributes);
    if (name !== 'Identity') {
      const [output] = [result].flat() as [tf.Tensor];
      calls.push({ name, inputs: keepInputs(inputs), attributes, output });
    }
    return result;
  };
  try {
    forward();
  } finally {
    if (own === undefined) delete (engine as Partial<RunKernel>).runKernel;
    else engine.runKernel = own;
  }
  return calls;
}

function keepInputs(inputs: Record<string, tf.Tensor>): Record<string, tf.Tensor> {
  const given = Object.entries(inputs).filter(([, tensor]) => tensor instanceof tf.Tensor);
  const kept = given.map(([key, tensor]) => [key, tf.keep(tensor.clone())] as const);
  return Array.isArray(inputs)
    ? (kept.map(([, tensor]) => tensor) as unknown as Record<string, tf.Tensor>)
    : Object.fromEntries(kept);
}
