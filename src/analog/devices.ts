import type { AnalogDeviceName } from '../contract/analog.js';
import type { Device } from './device.js';
import { hermes } from './hermes.js';
import { pcm } from './pcm.js';
import { reram } from './reram.js';

/** The devices by name; formulas and constants as in aihwkit. */
export const devices: Readonly<Record<AnalogDeviceName, Device>> = {
  /** Stores every weight exactly. */
  ideal: { greatest: 1, programmingNoise: () => 0 },
  pcm,
  hermes1: hermes.one,
  hermes2: hermes.two,
  reram,
};
