import { type Device, polynomial } from './device.js';

const afterOneSecond = [0.348, 16.03, -43.853, 45.393, -16.815];
const day = 86_400;

/**
 * Resistive memory: deviations from the target 1 second, 1 day and 2 days after programming, as fitted in IBM's aihwkit
 * (`ReRamWan2022NoiseModel`) to Wan et al. 2022 (Nature 608:504). There is nothing between these times.
 */
export const reram: Device = {
  greatest: 40,
  programmingNoise: (r) => polynomial(afterOneSecond, r),
  later: new Map([
    [day, (r) => polynomial([0.701, 22.086, -50.773, 47.095, -16.458], r)],
    [2 * day, (r) => polynomial([0.782, 20.274, -43.507, 37.062, -11.934], r)],
  ]),
};
