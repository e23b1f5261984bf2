import { clamp, type Picture } from './picture.js';

/**
 * Changes brightness (value) and saturation in HSV and keeps the hue. Pictures without three channels are treated as grey. New
 * values are clipped to [0, 1].
 */
export function changeSaturationValue(
  picture: Picture,
  change: { readonly saturation?: (own: number) => number; readonly value?: (own: number) => number },
): Picture {
  const { channels, values } = picture;
  const { saturation = (own) => own, value = (own) => own } = change;
  const changed = new Float64Array(values.length);
  for (let at = 0; at < values.length; at += channels) {
    const pixel = values.subarray(at, at + channels);
    const highest = Math.max(...pixel);
    const lowest = Math.min(...pixel);
    const own = highest === 0 ? 0 : (highest - lowest) / highest;
    const nextValue = clamp(value(highest));
    const nextSaturation = channels === 3 && own > 0 ? clamp(saturation(own)) : own;
    for (let channel = 0; channel < channels; channel++) {
      // The channel's position between the highest (0) and the lowest (1), which the hue determines.
      const depth = highest === lowest ? 0 : (highest - pixel[channel]!) / (highest - lowest);
      changed[at + channel] = nextValue * (1 - nextSaturation * depth);
    }
  }
  return { ...picture, values: changed };
}
