import type { AnalogDeviceName } from '../contract/analog.js';
import { type Device, polynomial } from './device.js';

const clip = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));

/** Time to the first read and duration of a read of the PCM device. */
const pcmTimes = { first: 20, read: 250e-9 };
/** Below this share the logarithm of a target is taken as that of this share. */
const leastTarget = 1e-7;

/**
 * Phase-change memory: statistics of programming noise, drift and 1/f read noise by Joshi et al. 2020 (Nature Communications 11:2473)
 * and Nandakumar et al. 2019, with the constants of IBM's aihwkit.
 */
const pcm: Device = {
  greatest: 25,
  programmingNoise: (r) => polynomial([0.26348, 1.965, -1.1731], r),
  drift: {
    first: pcmTimes.first,
    exponent: (r, stream) => {
      const logarithm = Math.log(Math.max(r, leastTarget));
      const mean = clip(-0.0155 * logarithm + 0.0244, 0.049, 0.1);
      const deviation = clip(-0.0125 * logarithm - 0.0059, 0.008, 0.045);
      return Math.abs(mean + deviation * stream.normal());
    },
  },
  readNoise: {
    share: (programmed, time) => {
      const quality = Math.min(0.0088 / Math.max(programmed ** 0.65, 0.001), 0.2);
      return quality * Math.sqrt(Math.log((time + pcmTimes.first + pcmTimes.read) / (2 * pcmTimes.read)));
    },
  },
};

/** The devices by name; constants as in aihwkit. Hermes and ReRAM have programming noise alone here. */
export const devices: Readonly<Record<AnalogDeviceName, Device>> = {
  /** Stores every weight exactly. */
  ideal: { greatest: 1, programmingNoise: () => 0 },
  pcm,
  hermes1: { greatest: 10.35, programmingNoise: (r) => polynomial([0.15782, 2.32444, -2.16311, 0.68842], r) },
  hermes2: { greatest: 20.7, programmingNoise: (r) => polynomial([0.16603, 4.71806, -8.48101, 4.68961], r) },
  /** Wan et al. 2022 (Nature 608:504), one second after programming. */
  reram: { greatest: 40, programmingNoise: (r) => polynomial([0.348, 16.03, -43.853, 45.393, -16.815], r) },
};
