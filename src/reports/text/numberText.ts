import type { Interval } from '../../contract/result.js';

const grouped = new Intl.NumberFormat('en-US');
const significant = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 });

/** Share as percent with one decimal: 0.9734 -> `97.3 %`. */
export function percent(share: number): string {
  return `${percentValue(share)} %`;
}

/** Like `percent` without the percent sign, for columns with % in the header. */
export function percentValue(share: number): string {
  return decimals(100 * share, 1);
}

/** Both ends in percent: `[96.5, 97.9]`. */
export function intervalText([low, high]: Interval): string {
  return `[${percentValue(low)}, ${percentValue(high)}]`;
}

/** Value with its interval: `97.3 % [96.5, 97.9]`. */
export function percentWithInterval(share: number, interval: Interval): string {
  return `${percent(share)} ${intervalText(interval)}`;
}

/** Difference of two shares in percentage points, always signed: `+1.2`, `−0.4`, `0.0`. */
export function pointsValue(difference: number): string {
  return signed(100 * difference, (size) => size.toFixed(1));
}

/** Difference of two shares in percentage points with two decimals, or with as many as a smaller one needs: `+1.20`, `−0.04`, `−0.00012`, `0.00`. */
export function finePoints(difference: number): string {
  const points = 100 * difference;
  const isTiny = Math.abs(points) < 0.005 && Math.abs(points) > 1e-9;
  return signed(points, (size) => (isTiny ? withoutExponent(size) : size.toFixed(2)));
}

/** A number with its sign, its size as `text` writes it: `+3`, `−0.4`, `0`. */
export function signed(value: number, text: (size: number) => string): string {
  const size = text(Math.abs(value));
  if (Number(size.replaceAll(',', '')) === 0) return size;
  return `${value < 0 ? '−' : '+'}${size}`;
}

/** Whole number with thousands separators: `1,541,632`. */
export function count(value: number): string {
  return grouped.format(value);
}

/** `1 image`, `2,000 images`. */
export function counted(value: number, singular: string, plural = `${singular}s`): string {
  return `${count(value)} ${value === 1 ? singular : plural}`;
}

/** A figure of any size with three significant digits: `0.0123`, `41.3`, `1,230`. */
export function figure(value: number): string {
  return significant.format(value).replace('-', '−');
}

/** SNR with up to one decimal: `33 dB`, `31.4 dB`. */
export function decibels(value: number): string {
  return `${decimals(value, 1).replace(/\.0$/, '')} dB`;
}

/** Epsilon in grey levels of 255: `8/255`, `1.42/255`; `0` for none. */
export function epsilonText(epsilon: number): string {
  if (epsilon === 0 || epsilon > 1) return String(Number(epsilon.toPrecision(3)));
  return `${Number((255 * epsilon).toPrecision(3))}/255`;
}

/** Duration for people: `840 ms`, `8.4 s`, `2 min 05 s`, `3 h 10 min`. */
export function durationText(durationMs: number): string {
  if (durationMs < 999.5) return `${Math.round(durationMs)} ms`;
  if (durationMs < 59_950) return `${(durationMs / 1000).toFixed(1)} s`;
  const seconds = Math.round(durationMs / 1000);
  const two = (value: number) => String(value).padStart(2, '0');
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${two(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${two(Math.floor((seconds % 3600) / 60))} min`;
}

/** P-value: `0.034`, `< 0.001`. */
export function pValueText(pValue: number): string {
  return pValue < 0.001 ? '< 0.001' : pValue.toFixed(3);
}

/** Two significant digits, however small the number is. */
function withoutExponent(value: number): string {
  return new Intl.NumberFormat('en-US', { maximumSignificantDigits: 2 }).format(value);
}

/** With so many decimals, a true minus sign, and no negative zero. */
export function decimals(value: number, digits: number): string {
  const text = value.toFixed(digits);
  return Number(text) === 0 ? text.replace('-', '') : text.replace('-', '−');
}
