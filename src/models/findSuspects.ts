import { randomStream } from '../base/random.js';
import tf from '../tfjs/tfjs.cjs';
import { type Call, recordCalls } from './recordCalls.js';

/** Smallest first, because small steps cross the fewest kinks. */
const steps = [2 ** -10, 2 ** -8, 2 ** -6] as const;
const tolerance = 0.05;
const directions = 3;

/**
 * Runs `forward` and compares the gradient of every called op with central differences at the op's inputs. Returns the ops that
 * disagree, as `Name [2,8,8,3]`, only the first of each kind; at most four. Leaks no tensors.
 */
export function findSuspects(forward: () => void): string[] {
  const suspects = new Map<string, string>();
  tf.tidy(() => {
    const calls = recordCalls(forward);
    for (const call of calls) {
      if (suspects.has(call.name) || suspects.size >= 4 || tf.getGradient(call.name) === undefined) continue;
      const moved = Object.entries(call.inputs).filter(([, tensor]) => tensor?.dtype === 'float32');
      if (moved.some(([key]) => disagrees(call, key))) {
        suspects.set(call.name, `${call.name} [${moved[0]![1].shape}]`);
      }
    }
    tf.dispose(calls.map(({ inputs }) => Object.values(inputs)));
  });
  return [...suspects.values()];
}

/** Whether the gradient of one input disagrees with finite differences in most directions. */
function disagrees({ name, inputs, attributes }: Call, key: string): boolean {
  const stream = randomStream(0, 'test', name.length);
  const x = inputs[key]!;
  const others = Array.isArray(inputs) ? [...inputs] : { ...inputs };
  const run = (value: tf.Tensor) => {
    const given = (Array.isArray(others)
      ? others.map((other, at) => (String(at) === key ? value : other))
      : { ...others, [key]: value }) as unknown as tf.NamedTensorMap;
    const result = tf.engine().runKernel(name, given, attributes) as unknown as tf.Tensor | tf.Tensor[];
    return [result].flat()[0]!;
  };
  return tf.tidy(() => {
    const y = run(x);
    if (y.dtype !== 'float32') return false;
    const normal = (size: number) => Float32Array.from({ length: size }, () => stream.normal());
    const weights = tf.tensor(normal(y.size), y.shape);
    let slopes: Float32Array;
    try {
      slopes = tf
        .grad((value) => run(value).mul(weights).sum())(x)
        .dataSync() as Float32Array;
    } catch {
      return false; // an input without gradient: the model's gradient would have failed there
    }
    const scale = Math.sqrt(x.square().mean().dataSync()[0]!) || 1;
    let failed = 0;
    for (let direction = 0; direction < directions; direction++) {
      const signs = Float32Array.from({ length: x.size }, () => (stream.float() < 0.5 ? -1 : 1));
      const claimed = signs.reduce((sum, sign, at) => sum + sign * slopes[at]!, 0);
      const toward = tf.tensor(signs, x.shape);
      const agrees = steps.some((step) => {
        const ends = [step * scale, -step * scale].map((by) =>
          run(x.add(toward.mul(by)))
            .mul(weights)
            .dataSync(),
        );
        const [up, down] = ends as [Float32Array, Float32Array];
        const measured = up.reduce((sum, value, at) => sum + value - down[at]!, 0) / (2 * step * scale);
        const noise = (up.reduce((sum, value) => Math.hypot(sum, value), 0) * 2 ** -22) / (step * scale);
        return Math.abs(measured - claimed) <= tolerance * Math.max(Math.abs(measured), Math.abs(claimed)) + noise;
      });
      if (!agrees) failed++;
    }
    return failed > directions / 2;
  });
}
