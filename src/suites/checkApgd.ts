import { describeJson } from '../base/describeJson.js';
import type { JsonFault, JsonPath } from '../base/jsonDocument.js';
import { allAttacks, type RawObject } from './rawSuite.js';

/** Parameters of APGD that need others beside them: `targets` and `targetOrder` a targeted loss, `schedule` the norm l1. */
export function checkApgd(suite: RawObject): JsonFault[] {
  return allAttacks(suite)
    .filter(({ value }) => value.kind === 'apgd')
    .flatMap(({ value, path }) => [
      ...checkTargets(value, path),
      ...checkOrder(value, path),
      ...checkSchedule(value, path),
    ]);
}

function checkTargets({ targets, loss = 'ce' }: RawObject, path: JsonPath): JsonFault[] {
  if (targets === undefined || loss === 'targeted-dlr') return [];
  const expected = 'targets beside "loss": "targeted-dlr" alone';
  const remedy = 'choose that loss, or leave targets out';
  return [{ path: [...path, 'targets'], expected, found: `the loss ${describeJson(loss)}`, remedy }];
}

function checkOrder({ loss = 'ce', targets = 'all', targetOrder }: RawObject, path: JsonPath): JsonFault[] {
  if (targetOrder === undefined) return [];
  if (loss === 'targeted-dlr' && (targets === 'all' || targets === 'next')) return [];
  const expected = 'targetOrder beside "loss": "targeted-dlr" and the targets all or next';
  const found = `the loss ${describeJson(loss)} and the targets ${describeJson(targets)}`;
  return [{ path: [...path, 'targetOrder'], expected, found, remedy: 'choose those, or leave targetOrder out' }];
}

/** Three stages need a step each. */
const leastScheduledSteps = 3;

function checkSchedule({ norm = 'linf', schedule, steps }: RawObject, path: JsonPath): JsonFault[] {
  if (schedule === undefined) return [];
  const fault = (expected: string, found: string, remedy: string) => [
    { path: [...path, 'schedule'], expected, found, remedy },
  ];
  if (norm !== 'l1') {
    const found = `the norm ${describeJson(norm)}`;
    return fault('a schedule beside "norm": "l1" alone', found, 'choose that norm, or leave schedule out');
  }
  if (typeof steps !== 'number' || steps >= leastScheduledSteps) return [];
  const expected = `a schedule of at least ${leastScheduledSteps} steps, one in each ball`;
  return fault(expected, `${steps} steps`, 'take more steps, or leave schedule out');
}
