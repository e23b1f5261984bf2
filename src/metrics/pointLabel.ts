import type { Strength } from '../contract/suite.js';
import { strengthValues } from './strengthValues.js';

/** Label of a sweep's point: `33 dB`, `severity 3`, `epsilon 8/255` for whole grey levels, otherwise `epsilon 0.0125`. */
export function pointLabel(strength: Strength, point: number): string {
  const value = strengthValues(strength)[point];
  if (value === undefined) throw new RangeError(`the sweep has no point ${point}`);
  if (strength.kind === 'snrDb') return `${value} dB`;
  if (strength.kind === 'severities') return `severity ${value}`;
  const levels = value * 255;
  const whole = Math.round(levels);
  if (value === 0 || value >= 1) return `epsilon ${Number(value.toPrecision(6))}`;
  return Math.abs(levels - whole) < 1e-9 ? `epsilon ${whole}/255` : `epsilon ${Number(value.toPrecision(4))}`;
}
