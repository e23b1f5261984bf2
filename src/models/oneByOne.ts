import tf from '../tfjs/tfjs.cjs';
import type { Network } from './network.js';

/** A network's forward pass, image by image. */
export function oneByOne(run: Network['run']): Network['run'] {
  return (x, draw) => {
    const [batch, ...shape] = x.shape;
    const rows = Array.from({ length: batch }, (_, at) => {
      const image = x.slice([at, 0, 0, 0], [1, ...shape]);
      return run(image, { ...draw, images: [draw.images[at]!] });
    });
    return tf.concat(rows, 0);
  };
}
