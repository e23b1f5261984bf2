import type tf from '../tfjs/tfjs.cjs';
import { singleShape } from './singleInput.js';

/** Window and stride of a pooling layer, in pixels; no padding, incomplete windows are dropped. */
export interface PoolConfig {
  name?: string;
  size: number;
  strides: number;
}

/** [batch, height, width, channels] after pooling. */
export function pooledShape(inputShape: tf.Shape | tf.Shape[], { size, strides }: PoolConfig): tf.Shape {
  const [batch, height, width, channels] = singleShape(inputShape) as [number | null, number, number, number];
  const pooled = (side: number) => Math.floor((side - size) / strides) + 1;
  return [batch, pooled(height), pooled(width), channels];
}
