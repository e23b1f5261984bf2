import { expect, test } from 'vitest';
import {
  count,
  durationText,
  epsilonText,
  finePoints,
  intervalText,
  percent,
  pointsValue,
  pValueText,
  signed,
} from '../../src/reports/text/numberText.js';

test('numbers read as the reports write them', () => {
  expect(percent(0.97349)).toBe('97.3 %');
  expect(percent(-0.41)).toBe('−41.0 %');
  expect(percent(-0.0001)).toBe('0.0 %');
  expect(intervalText([-0.012, 1])).toBe('[−1.2, 100.0]');
  expect([0.0123, -0.004, 0.0001, -0.0001].map(pointsValue)).toEqual(['+1.2', '−0.4', '0.0', '0.0']);
  expect([0, 8 / 255, 1.4237 / 255, 1].map(epsilonText)).toEqual(['0', '8/255', '1.42/255', '255/255']);
  expect([12, 999.4, 999.6, 59_949, 59_951, 3_599_499, 3_599_500, 11_400_000].map(durationText)).toEqual([
    '12 ms',
    '999 ms',
    '1.0 s',
    '59.9 s',
    '1 min 00 s',
    '59 min 59 s',
    '1 h 00 min',
    '3 h 10 min',
  ]);
  expect([0, 0.0009, 0.04321, 1].map(pValueText)).toEqual(['< 0.001', '< 0.001', '0.043', '1.000']);
});

test('small differences of shares are told from none, with their sign', () => {
  expect([0.0123, -0.0004, -0.00004, 0.0000012, 1e-15, 0].map(finePoints)).toEqual([
    '+1.23',
    '−0.04',
    '−0.004',
    '+0.00012',
    '0.00',
    '0.00',
  ]);
  expect([1234, -1, 0].map((value) => signed(value, count))).toEqual(['+1,234', '−1', '0']);
});
