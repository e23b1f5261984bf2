import type { AssertionSpec } from '../contract/suite.js';

/** An assertion for people: `relativeAccuracy of random-16 fgsm at 33 dB, minus that of baseline, at least 0.6`. */
export function describeAssertion({ metric, select, comparedWith, min, max }: AssertionSpec): string {
  const point =
    select.snrDb !== undefined
      ? ` at ${select.snrDb} dB`
      : select.epsilon !== undefined
        ? ` at epsilon ${Number(select.epsilon.toPrecision(4))}`
        : '';
  const bounds = [min === undefined ? [] : [`at least ${min}`], max === undefined ? [] : [`at most ${max}`]].flat();
  return `${metric}${select.check === undefined ? '' : ` (${select.check})`} of ${select.model ?? 'every model'}${select.attack === undefined ? '' : ` ${select.attack}`}${point}${comparedWith === undefined ? '' : `, minus that of ${comparedWith}`}, ${bounds.join(' and ')}`;
}
