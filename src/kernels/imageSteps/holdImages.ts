import tf from '../../tfjs/tfjs.cjs';
import { viewFloats } from '../viewFloats.js';

/** The values of one image of several. */
export interface ImageRow {
  /** A view, valid until the next tensor is created. */
  readonly values: Float32Array;
}

/** The values of a batch of images where the backend has them. */
export interface ImageRows {
  /** One for each image. */
  readonly rows: readonly ImageRow[];
  /** The values of all images: a view, valid until the next tensor is created. */
  readonly values: Float32Array;
}

/** Images that an attack changes in place: on the wasm heap if that is the backend, so that passes and steps take them from there. */
export interface HeldImages extends ImageRows {
  /** For a pass, during which the images must not change: on wasm the images themselves, else a copy. Not to be disposed of. */
  readonly points: () => Float32Array | tf.Tensor4D;
  readonly dispose: () => void;
}

/**
 * Holds a copy of images [B, H, W, C], themselves no view of the heap, until `dispose`, or until the `tf.tidy` in which it was made
 * ends. Throws `AllocationFailure` if the heap is full.
 */
export function holdImages(values: Float32Array, shape: readonly [number, number, number, number]): HeldImages {
  if (tf.getBackend() !== 'wasm') return plainImages(values.slice(), shape[0]);
  return heapImages(tf.tensor4d(values, [...shape]));
}

/** The values of a tensor [B, H, W, C], which must not be changed. */
export function imagesOf(tensor: tf.Tensor4D): ImageRows {
  if (tf.getBackend() !== 'wasm') return plainImages(tensor.dataSync() as Float32Array, tensor.shape[0]);
  return heapImages(tensor);
}

function plainImages(values: Float32Array, images: number): HeldImages {
  const rows = rowsOf(values, images).map((own) => ({ values: own }));
  return { rows, values, points: () => values.slice(), dispose: () => {} };
}

function heapImages(tensor: tf.Tensor4D): HeldImages {
  const views = heapViews(tensor);
  const row = (position: number): ImageRow => ({
    get values() {
      return views().rows[position]!;
    },
  });
  return {
    rows: Array.from({ length: tensor.shape[0] }, (_, position) => row(position)),
    get values() {
      return views().whole;
    },
    points: () => tensor,
    dispose: () => tensor.dispose(),
  };
}

interface Views {
  readonly whole: Float32Array;
  readonly rows: readonly Float32Array[];
}

/** Current views of a tensor: they lose their values whenever the heap grows. */
function heapViews(tensor: tf.Tensor4D): () => Views {
  const look = (): Views => {
    const whole = viewFloats(tensor);
    return { whole, rows: rowsOf(whole, tensor.shape[0]) };
  };
  let views = look();
  return () => {
    if (views.whole.length === 0) views = look();
    return views;
  };
}

function rowsOf(values: Float32Array, images: number): Float32Array[] {
  const dimensions = values.length / images;
  return Array.from({ length: images }, (_, at) => values.subarray(at * dimensions, (at + 1) * dimensions));
}
