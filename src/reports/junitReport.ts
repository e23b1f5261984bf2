import type { AssertionRow } from './assertionRows.js';
import { type ComparisonLine, type ComparisonSummary, countVerdicts, verdictCounts } from './comparisonSummary.js';
import { counted, pointsValue } from './numberText.js';
import { rateText } from './rate.js';
import type { Reporter } from './reporter.js';
import type { Summary } from './summary.js';
import { element } from './xml.js';

const path = 'junit.xml';

/**
 * `junit.xml` for CI: a test case for each model under each attack (an error where a cell failed), check of the audit, assertion, and
 * for each model and attack of the comparison. What makes a run incomplete is an error, what makes it fail a failure.
 */
export const junitReport: Reporter = {
  paths: () => [path],
  render: ({ summary }) => [{ path, content: junitText(summary) }],
};

interface TestCase {
  readonly name: string;
  readonly classname: string;
  /** Names stay the same from run to run; figures stand here. */
  readonly output?: string;
  /** Why the case could not be tried. */
  readonly skipped?: string;
  readonly problem?: { readonly kind: 'failure' | 'error'; readonly message: string; readonly detail: string };
}

function junitText(summary: Summary): string {
  const suites = [
    { name: 'cells', cases: cellCases(summary) },
    { name: 'audit', cases: auditCases(summary) },
    { name: 'assertions', cases: summary.assertions.map((row) => assertionCase(summary, row)) },
    { name: 'comparison', cases: summary.comparison ? comparisonCases(summary, summary.comparison) : [] },
    { name: 'run', cases: runCases(summary) },
  ].filter(({ cases }) => cases.length > 0);
  const all = suites.flatMap(({ cases }) => cases);
  const time = (summary.durationMs / 1000).toFixed(3);
  const root = element(
    'testsuites',
    { name: summary.name, ...totals(all), time },
    suites.map(({ name, cases }, suite) =>
      element(
        'testsuite',
        {
          name: `${summary.name}: ${name}`,
          ...totals(cases),
          skipped: cases.filter(({ skipped }) => skipped !== undefined).length,
          time: name === 'cells' ? time : '0',
          timestamp: summary.date.replace(/\.\d+Z$/, ''),
        },
        [...(suite === 0 ? [propertiesOf(summary)] : []), ...cases.map(caseText)],
      ),
    ),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`;
}

function totals(cases: readonly TestCase[]) {
  const having = (kind: 'failure' | 'error') => cases.filter(({ problem }) => problem?.kind === kind).length;
  return { tests: cases.length, failures: having('failure'), errors: having('error') };
}

function propertiesOf({ environment, partial, command }: Summary): string {
  const facts = [...environment, ['Command', command] as const, ...(partial ? [['Partial', partial] as const] : [])];
  return element(
    'properties',
    {},
    facts.map(([name, value]) => element('property', { name, value })),
  );
}

function caseText({ name, classname, output, problem, skipped }: TestCase): string {
  const { kind, message, detail } = problem ?? {};
  const inside = [
    ...(kind ? [element(kind, { message: message!, type: kind }, detail!)] : []),
    ...(skipped === undefined ? [] : [element('skipped', { message: skipped })]),
    ...(output === undefined ? [] : [element('system-out', {}, output)]),
  ];
  return element('testcase', { name, classname, time: '0' }, inside);
}

function cellCases(summary: Summary): TestCase[] {
  const classname = `${summary.name}.cells`;
  const computed = summary.attacks.flatMap((attack) =>
    attack.curves.map(({ model, clean, points }) => ({
      name: `${summary.models[model]!.id} under ${attack.id}`,
      classname,
      output: [
        `clean accuracy ${rateText(clean)}`,
        ...points.map(({ label, accuracy }) => `accuracy at ${label} ${rateText(accuracy)}`),
      ].join('\n'),
    })),
  );
  const failed = summary.failures.map(
    ({ model, attack, images, lines }): TestCase => ({
      name: `${model} under ${attack}, ${images}`,
      classname,
      problem: { kind: 'error', message: lines[0] ?? '', detail: lines.join('\n') },
    }),
  );
  return [...computed, ...failed];
}

/** A case for each check and model. Warnings are told in their output; only assertions on them fail. */
function auditCases({ name, audit, models }: Summary): TestCase[] {
  return (audit?.rows ?? []).map(({ title, model, status, worst, lines }) => {
    const head = { name: `${title}: ${models[model]!.id}`, classname: `${name}.audit` };
    if (status === 'not applicable') return { ...head, skipped: worst };
    const told = lines.map(({ text, warning }) => (warning ? `WARNING: ${text}` : text));
    return { ...head, output: told.join('\n') };
  });
}

function assertionCase(summary: Summary, { text, status, matches }: AssertionRow): TestCase {
  const head = { name: text, classname: `${summary.name}.assertions` };
  if (status === 'pass') return head;
  if (status === 'unmatched') {
    const message = 'nothing in the run matches this assertion';
    return { ...head, problem: { kind: 'error', message, detail: message } };
  }
  const broken = matches.filter(({ pass }) => !pass).map(({ where, value }) => `${where}: ${value}`);
  return { ...head, problem: { kind: 'failure', message: broken.join('; '), detail: broken.join('\n') } };
}

function comparisonCases(summary: Summary, { baseline, lines }: ComparisonSummary): TestCase[] {
  const groups = new Map<string, ComparisonLine[]>();
  for (const line of lines) {
    const name = `${line.model} ${line.attack === null ? 'without attack' : `under ${line.attack}`}`;
    groups.set(name, [...(groups.get(name) ?? []), line]);
  }
  return [...groups].map(([name, group]): TestCase => {
    const head = { name: `${name} against ${baseline}`, classname: `${summary.name}.comparison` };
    const regressed = group.filter(({ verdict }) => verdict === 'regressed');
    if (regressed.length === 0) return head;
    const message = verdictCounts({ counts: countVerdicts(group) });
    return { ...head, problem: { kind: 'failure', message, detail: regressed.map(regressionText).join('\n') } };
  });
}

function regressionText({
  where,
  difference,
  differenceInterval: [low, high],
  newlyBroken,
  newlyRobust,
}: ComparisonLine) {
  const change = `${pointsValue(difference)} points [${pointsValue(low)}, ${pointsValue(high)}]`;
  return `${where}: ${change}, ${counted(newlyBroken.length, 'image')} newly broken, ${newlyRobust.length} newly robust`;
}

/** Reasons that no cell and no assertion tells of: missing shards, for one. */
function runCases({ name, reasons, assertions, failures }: Summary): TestCase[] {
  const isTold = failures.length > 0 || assertions.some(({ status }) => status === 'unmatched');
  if (reasons.length === 0 || isTold) return [];
  const problem = { kind: 'error', message: reasons[0]!, detail: reasons.join('\n') } as const;
  return [{ name: 'the run is complete', classname: `${name}.run`, problem }];
}
