import type tf from '../../tfjs/tfjs.cjs';
import { type PoolGeometry, pooledShape } from './geometry.js';

/** The result of a pooling kernel: the pooled images or the gradient of one of its inputs. */
export type PoolResult = 'y' | 'dx' | 'dMixture';

/** A pooling kernel of tfjs's registry, whatever the backend. */
export interface PoolKernel<A> {
  /** In the registry. */
  readonly name: string;
  readonly result: PoolResult;
  /** Throws a RangeError, naming the operation, if no window fits. */
  readonly geometryOf: (name: string, shape: readonly number[], attributes: A) => PoolGeometry;
}

/** Inputs of a pooling kernel by registry name; tfjs's gradients call the images `input`. */
export type PoolInputs = Readonly<Record<string, tf.TensorInfo | undefined>>;

/** Tensors that pooling kernels read. */
export type PoolTensors = { readonly x: tf.TensorInfo } & Readonly<
  Partial<Record<'dy' | 'random' | 'mixture', tf.TensorInfo>>
>;

/** A kernel's inputs by this project's names. */
export function poolTensors({ x, input, dy, random, mixture }: PoolInputs): PoolTensors {
  const images = x ?? input;
  if (images === undefined) throw new Error('a pooling kernel was called without images');
  return {
    x: images,
    ...(dy === undefined ? {} : { dy }),
    ...(random === undefined ? {} : { random }),
    ...(mixture === undefined ? {} : { mixture }),
  };
}

/** Shape of a kernel's result. */
export function resultShape(result: PoolResult, x: tf.TensorInfo, geometry: PoolGeometry): readonly number[] {
  switch (result) {
    case 'y':
      return pooledShape(geometry);
    case 'dx':
      return x.shape;
    case 'dMixture':
      return [geometry.channels];
  }
}
