import type { TestCase } from '../junit/testCase.js';
import type { Reporter } from '../reporter.js';
import { sections } from '../sections.js';
import type { Summary } from '../summary/summary.js';
import { element } from '../text/xml.js';

const path = 'junit.xml';

/**
 * `junit.xml` for CI: a test case for each model under each attack (an error if a cell failed), each audit check, each assertion,
 * and each model and attack of the comparison. Causes of an incomplete run are errors, causes of a failed run failures.
 */
export const junitReport: Reporter = {
  owns: (other) => other === path,
  paths: () => [path],
  render: ({ summary }) => [{ path, content: junitText(summary) }],
};

function junitText(summary: Summary): string {
  const suites = testSuites(summary);
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
        [
          ...(suite === 0 ? [propertiesOf(summary)] : []),
          ...cases.map((testCase) => caseText(testCase, `${summary.name}.${name}`)),
        ],
      ),
    ),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`;
}

/** Cases of all sections by the test suite they belong to; suites without any are left out. */
function testSuites(summary: Summary) {
  const suites = new Map<string, TestCase[]>();
  for (const { junit } of sections) {
    const cases = junit?.cases(summary) ?? [];
    if (junit && cases.length > 0) suites.set(junit.suite, [...(suites.get(junit.suite) ?? []), ...cases]);
  }
  return Array.from(suites, ([name, cases]) => ({ name, cases }));
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

function caseText({ name, output, problem, skipped }: TestCase, classname: string): string {
  const { kind, message, detail } = problem ?? {};
  const inside = [
    ...(kind ? [element(kind, { message: message!, type: kind }, detail!)] : []),
    ...(skipped === undefined ? [] : [element('skipped', { message: skipped })]),
    ...(output === undefined ? [] : [element('system-out', {}, output)]),
  ];
  return element('testcase', { name, classname, time: '0' }, inside);
}
