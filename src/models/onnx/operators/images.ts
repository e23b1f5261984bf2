import type tf from '../../../tfjs/tfjs.cjs';
import { type Call, input, onDevice, rankOf, refuse } from '../call.js';
import { arrange, channelsLast, reshape } from '../layout.js';
import { type DeviceValue, deviceValue, shapeOf } from '../values.js';
import { padTensor, sliceTensor } from './pieces.js';
import type { Window } from './windows.js';

/** The first input as images [batch, channels, height, width]; sequences become images of height 1. */
export function imagesOf(call: Call): {
  readonly images: DeviceValue;
  readonly restore: (y: tf.Tensor) => DeviceValue;
} {
  const value = onDevice(call, input(call, 0));
  const rank = rankOf(value);
  if (rank === 4) return { images: value, restore: (y) => deviceValue(y, channelsLast) };
  if (rank !== 3) refuse(call, 'an input of 3 or 4 axes', `${rank} axes`);
  const [batch, channels, length] = shapeOf(value) as [number, number, number];
  return {
    images: reshape(value, [batch, channels, 1, length]),
    restore: (y) => reshape(deviceValue(y, channelsLast), [y.shape[0]!, y.shape[3]!, y.shape[2]!]),
  };
}

/** NHWC, padded with a constant, and cropped if a window's padding at the end is negative. */
export function paddedImages(images: DeviceValue, windows: readonly Window[], number: number): tf.Tensor4D {
  let x = arrange(images, channelsLast);
  windows.forEach(({ before, after }, at) => {
    const axis = at + 1;
    const padded = padTensor(x, axis, [before, Math.max(after, 0)], number);
    x = after < 0 ? sliceTensor(padded, axis, 0, padded.shape[axis]! + after) : padded;
  });
  return x as tf.Tensor4D;
}

/** The windows of images; for sequences, with a height of 1 added in front. */
export function imageWindows(windows: readonly Window[]): readonly [Window, Window] {
  const single: Window = { size: 1, stride: 1, dilation: 1, before: 0, after: 0, stated: 0, count: 1 };
  return windows.length === 1 ? [single, windows[0]!] : (windows as unknown as readonly [Window, Window]);
}
