import { UserError } from '../base/errors.js';
import type { OutputKind } from '../contract/modelReading.js';
import type { DrawKey } from '../layers/drawKey.js';
import tf from '../tfjs/tfjs.cjs';
import { closesTo } from './closing.js';
import type { Network } from './network.js';
import { attempt, trialDraw, trialImages } from './probeModel.js';

type Forward = (pixels: tf.Tensor4D, draw: DrawKey) => tf.Tensor;

interface Opening {
  readonly forwardBy: (run: Network['run']) => Forward;
  readonly inputShape: readonly [number, number, number];
}

/**
 * Logits of a network: the values before a final softmax or sigmoid, if a test on two random images confirms it, else the
 * network's output. The argument z of a single sigmoid becomes [0, z]. Frees the network that includes the final step. Throws
 * `UserError`, naming `path`, for a single output with a softmax.
 */
export function openOutputs(
  path: string,
  { run, outputs, closing }: Network,
  { forwardBy, inputShape }: Opening,
): { readonly forward: Forward; readonly ends: OutputKind } {
  const open = forwardBy(run);
  const { width, closes } = tf.tidy(() => {
    const [logits, whole] = [open, ...(closing === undefined ? [] : [forwardBy(closing.run)])].map((forward) =>
      attempt(path, 'a forward pass', () => rows(forward(trialImages(inputShape), trialDraw))),
    );
    return { width: logits!.shape[1], closes: whole !== undefined && closesTo(logits!, whole, closing!.steps) };
  });
  if (closing !== undefined && !closes) return { forward: forwardBy(closing.run), ends: 'logits' };
  closing?.dispose();
  const ends = closes ? 'probabilities' : outputs;
  const forward: Forward = closes ? (pixels, draw) => rows(open(pixels, draw)) : open;
  if (ends === 'logits' || width > 1) return { forward, ends };
  if (closing?.steps.at(-1) === 'softmax') throw constant(path);
  return { forward: (pixels, draw) => withZero(forward(pixels, draw)), ends };
}

/** Reshaped to [B, n]. */
function rows(outputs: tf.Tensor): tf.Tensor2D {
  return outputs.reshape([outputs.shape[0]!, -1]);
}

/** Sigmoid(z) is the second value of softmax([0, z]). */
function withZero(logits: tf.Tensor): tf.Tensor {
  return tf.concat([tf.zerosLike(logits), logits], 1);
}

function constant(path: string): UserError {
  return new UserError({
    where: path,
    expected: 'at least two outputs before a softmax',
    found: 'one, whose softmax is always 1',
    remedy: 'end the network in a sigmoid, or in two outputs',
  });
}
