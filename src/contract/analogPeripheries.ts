import type { Converters } from './analog.js';

/** Converters and pass noise by the name of a preset of IBM's aihwkit, with the weights of an array scaled to [-1, 1]. */
export const peripheryNames = ['none', 'plain', 'preset', 'standard', 'hwa'] as const;
export type PeripheryName = (typeof peripheryNames)[number];

const scaledByVector = { weightNoise: 0, noiseManagement: 'absMax', boundManagement: 'iterative' } as const;

/**
 * `none`: exact conversion without noise. `plain`: IOParameters. `preset`: PresetIOParameters. `standard`: StandardIOParameters.
 * `hwa`: StandardHWATrainingPreset (Rasch et al. 2023) without IR drop; its input range is calibrated, so it has to be given.
 */
export const peripheries: Readonly<Record<PeripheryName, Converters>> = {
  none: { outputNoise: 0, weightNoise: 0, noiseManagement: 'absMax', boundManagement: 'none' },
  plain: { inputBits: 7, outputBits: 9, outputBound: 12, outputNoise: 0.06, ...scaledByVector },
  preset: { inputBits: 7, outputBits: 9, outputBound: 20, outputNoise: 0.1, ...scaledByVector },
  standard: { inputBits: 8, outputBits: 8, outputBound: 10, outputNoise: 0.04, ...scaledByVector },
  hwa: {
    ...{ inputBits: 8, outputBits: 8, outputBound: 10, outputNoise: 0.04, weightNoise: 0.0175 },
    ...{ noiseManagement: 'constant', boundManagement: 'none' },
  },
};
