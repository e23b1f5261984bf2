import type { AssertionOutcome, Results } from '../../contract/result.js';
import type { AssertionMetric, AssertionSpec } from '../../contract/suite.js';
import { auditCheckTitles } from '../text/auditTexts.js';
import { count, decibels, epsilonText, figure, finePoints, percent, signed } from '../text/numberText.js';
import { printable } from '../text/printable.js';

/** An assertion in words with the figures found. */
export interface AssertionRow {
  /** e.g. `relative accuracy of random-16 under fgsm at 33 dB: at least 60.0 %`. */
  readonly text: string;
  readonly status: AssertionOutcome['status'];
  /** Why it was not judged, if its status is `unmatched`. */
  readonly absence: string;
  readonly matches: readonly { readonly where: string; readonly value: string; readonly pass: boolean }[];
}

const metricNames = {
  accuracy: 'accuracy',
  relativeAccuracy: 'relative accuracy',
  cleanAccuracy: 'clean accuracy',
  worstAccuracy: 'accuracy in the worst case over attacks',
  worstRelativeAccuracy: 'relative accuracy in the worst case over attacks',
  corruptionAccuracy: 'mean corruption accuracy',
  gap: 'gap to perfect robustness',
  gapReduction: 'gap reduction',
  auditWarnings: 'warnings of the audit',
} satisfies Record<AssertionMetric, string>;

/** The suite's assertions, in its order. */
export function assertionRows({ verdict }: Pick<Results, 'verdict'>): AssertionRow[] {
  return verdict.assertions.map(({ assertion, status, matches }) => ({
    text: assertionText(assertion),
    status,
    absence: absenceText(assertion),
    matches: matches.map(({ where, value, pass }) => ({
      where: printable(where),
      value: valueText(assertion, value),
      pass,
    })),
  }));
}

function assertionText(assertion: AssertionSpec): string {
  const { select, metric, comparedWith, min, max } = assertion;
  const words: string[] = [isOwn(metric) ? metricNames[metric] : metric];
  if (select.check !== undefined) words.push(`(${auditCheckTitles[select.check].toLowerCase()})`);
  words.push(select.model === undefined ? 'of every model' : `of ${printable(select.model)}`);
  if (select.attack !== undefined) words.push(`under ${printable(select.attack)}`);
  if (select.snrDb !== undefined) words.push(`at ${decibels(select.snrDb)}`);
  if (select.epsilon !== undefined) words.push(`at epsilon ${epsilonText(select.epsilon)}`);
  if (comparedWith !== undefined) words.push(`minus that of ${printable(comparedWith)}`);
  const bounds: string[] = [];
  if (min !== undefined) bounds.push(`at least ${valueText(assertion, min)}`);
  if (max !== undefined) bounds.push(`at most ${valueText(assertion, max)}`);
  return `${words.join(' ')}: ${bounds.join(' and ')}`;
}

function isOwn(metric: AssertionSpec['metric']): metric is AssertionMetric {
  return Object.hasOwn(metricNames, metric);
}

function absenceText({ comparedWith }: AssertionSpec): string {
  const nothing = 'nothing in the run matches';
  return comparedWith === undefined
    ? nothing
    : `${nothing}, or ${printable(comparedWith)} lacks a figure to compare with`;
}

/** Shares in percent, warnings as a count, figures of plug-ins as they are; differences with their sign, those of shares in points. */
function valueText({ metric, comparedWith }: AssertionSpec, value: number): string {
  if (comparedWith !== undefined) {
    if (!isOwn(metric)) return signed(value, figure);
    return metric === 'auditWarnings' ? signed(value, count) : `${finePoints(value)} points`;
  }
  if (!isOwn(metric)) return figure(value);
  return metric === 'auditWarnings' ? count(value) : percent(value);
}
