import type { RandomStream } from '../base/random.js';
import type { Device } from './device.js';

/** The sources of randomness of a device, so that the same chip can be read at several times. */
export interface DeviceStreams {
  readonly programming: RandomStream;
  readonly drift: RandomStream;
  /** Depends on the time as well. */
  readonly read: RandomStream;
}

/** Seconds after programming at which a device without drift has the conductance that it was programmed to. */
const programmedAt: ReadonlySet<number> = new Set([0, 1]);

/**
 * The conductance of a device right after programming and at a time, in microsiemens. `r`: its target as a share of the greatest. Throws
 * `RangeError` at a time that the device has no figures for.
 */
export function readDevice(
  r: number,
  { device, time }: { readonly device: Device; readonly time: number },
  { programming, drift, read }: DeviceStreams,
): { readonly programmed: number; readonly now: number } {
  const { greatest, programmingNoise, drift: drifting, readNoise, later } = device;
  const programmed = Math.max(0, r * greatest + programmingNoise(r) * programming.normal());
  if (later !== undefined && !programmedAt.has(time)) {
    const spread = later.get(time);
    if (spread === undefined) throw new RangeError(`no figures of this device ${time} s after programming`);
    return { programmed, now: Math.max(0, r * greatest + spread(r) * read.normal()) };
  }
  const nu = drifting?.exponent(r, drift) ?? 0;
  const drifted = drifting === undefined ? programmed : programmed * ((time + drifting.first) / drifting.first) ** -nu;
  const noise = readNoise === undefined ? 0 : readNoise.share(programmed / greatest, time) * read.normal();
  return { programmed, now: Math.max(0, drifted * (1 + noise)) };
}
