import tf from '../tfjs/tfjs.cjs';
import { isTraining } from './checkGraph.js';
import type { GraphNode } from './graphTopology.js';

const name = 'BatchStatistics';

/**
 * A batch normalisation in training mode, as Keras 2 writes a layer normalisation, under the name of an op of ours: tfjs takes it
 * for one with stored statistics, of which there are none, and gives NaN.
 */
export function withBatchStatistics(node: GraphNode): GraphNode {
  register();
  return isTraining(node) ? { ...node, op: name } : node;
}

let registered = false;

function register(): void {
  if (registered) return;
  registered = true;
  tf.registerOp(name, ({ inputs, attrs }) => {
    const [x, scale, offset] = inputs as [tf.Tensor, tf.Tensor, tf.Tensor];
    const channels = String(attrs.data_format ?? 'NHWC')
      .toUpperCase()
      .startsWith('NC')
      ? 1
      : x.rank - 1;
    const axes = x.shape.map((_, axis) => axis).filter((axis) => axis !== channels);
    const sides = x.shape.map((side, axis) => (axis === channels ? side : 1));
    const centred = x.sub(tf.mean(x, axes, true));
    const variance = tf.mean(centred.square(), axes, true);
    const normal = centred.mul(tf.rsqrt(variance.add((attrs.epsilon as number) ?? 1e-4)));
    return normal.mul(scale.reshape(sides)).add(offset.reshape(sides));
  });
}
