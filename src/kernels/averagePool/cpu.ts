import { registerPoolCpu } from '../pooling/cpu.js';
import { poolGeometry } from '../pooling/geometry.js';

/** Replaces tfjs's gradient of average pooling, which is wrong for windows that extend outside the image. */
export function registerAveragePoolCpu(): void {
  registerPoolCpu<'dy', Parameters<typeof poolGeometry>[2]>({
    name: 'AvgPoolGrad',
    result: 'dx',
    geometryOf: poolGeometry,
    visitor:
      ({ dy }, dx) =>
      (units, out) => {
        for (const unit of units) dx[unit]! += dy[out]! / units.length;
      },
  });
}
