import { brightness } from './brightness.js';
import { contrast } from './contrast.js';
import type { Corruption } from './corruption.js';
import { defocusBlur } from './defocusBlur.js';
import { elastic } from './elastic.js';
import { fog } from './fog.js';
import { frost } from './frost.js';
import { gaussianBlurCorruption } from './gaussianBlurCorruption.js';
import { gaussianNoise } from './gaussianNoise.js';
import { glassBlur } from './glassBlur.js';
import { impulseNoise } from './impulseNoise.js';
import { jpegCompression } from './jpegCompression.js';
import { motionBlurCorruption } from './motionBlurCorruption.js';
import { pixelate } from './pixelate.js';
import { saturate } from './saturate.js';
import { shotNoise } from './shotNoise.js';
import { snow } from './snow.js';
import { spatter } from './spatter.js';
import { speckleNoise } from './speckleNoise.js';
import { zoomBlur } from './zoomBlur.js';

/** All corruptions by name; the files of the published set have the same names. */
export const corruptions = {
  gaussian_noise: gaussianNoise,
  shot_noise: shotNoise,
  impulse_noise: impulseNoise,
  defocus_blur: defocusBlur,
  glass_blur: glassBlur,
  motion_blur: motionBlurCorruption,
  zoom_blur: zoomBlur,
  snow,
  frost,
  fog,
  brightness,
  contrast,
  elastic_transform: elastic,
  pixelate,
  jpeg_compression: jpegCompression,
  speckle_noise: speckleNoise,
  gaussian_blur: gaussianBlurCorruption,
  spatter,
  saturate,
} satisfies Record<string, Corruption>;

export type CorruptionName = keyof typeof corruptions;
