import { describeJson } from '../../base/describeJson.js';
import { UserError } from '../../base/errors.js';

/** Nested lists of numbers, all of one length at each level. */
export interface Numbers {
  readonly shape: readonly number[];
  /** Row-major order. */
  readonly values: Float32Array;
}

const deepest = 8;

/** Numbers of nested lists of JSON. Throws `UserError`, naming `where`, for anything else in them and for ragged lists. */
export function numbersOf(where: string, value: unknown): Numbers {
  const shape: number[] = [];
  for (let part = value; Array.isArray(part); part = part[0]) {
    shape.push(part.length);
    if (shape.length > deepest || part.length === 0) break;
  }
  if (shape.length === 0 || shape.length > deepest || shape.includes(0)) {
    throw new UserError({ where, expected: 'lists of numbers', found: describeJson(value) });
  }
  const values = new Float32Array(shape.reduce((product, side) => product * side, 1));
  let at = 0;
  const collect = (part: unknown, depth: number): void => {
    if (depth === shape.length) {
      if (typeof part !== 'number' || !Number.isFinite(part)) throw fault(where, 'a number', part);
      values[at++] = part;
      return;
    }
    if (!Array.isArray(part) || part.length !== shape[depth]) throw fault(where, `a list of ${shape[depth]}`, part);
    for (const item of part) collect(item, depth + 1);
  };
  collect(value, 0);
  return { shape, values };
}

function fault(where: string, expected: string, found: unknown): UserError {
  return new UserError({ where, expected: `${expected} everywhere in the lists`, found: describeJson(found) });
}
