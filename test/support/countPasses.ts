import type { Passes } from '../../src/attackKinds/passes.js';
import type { LoadedModel } from '../../src/models/loadModel.js';
import tf from '../../src/tfjs/tfjs.cjs';

/** A model that counts the images of each forward and each backward pass that is really made through it. */
export function countPasses(model: LoadedModel): { readonly model: LoadedModel; readonly counted: () => Passes } {
  let forward = 0;
  let backward = 0;
  const logits: LoadedModel['logits'] = (pixels, draw) => {
    forward += pixels.shape[0];
    const answer = model.logits(pixels, draw);
    const watched = tf.customGrad((own) => {
      const gradFunc = (slopes: tf.Tensor) => {
        backward += pixels.shape[0];
        return slopes;
      };
      return { value: (own as tf.Tensor).clone(), gradFunc };
    });
    return watched(answer) as tf.Tensor2D;
  };
  return { model: { ...model, logits }, counted: () => ({ forward, backward }) };
}
