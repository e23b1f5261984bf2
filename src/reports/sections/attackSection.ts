import { attackLines } from '../console/attackLines.js';
import { workspacePage } from '../html/workspacePage.js';
import type { TestCase } from '../junit/testCase.js';
import { attackLines as markdownAttackLines } from '../markdown/attackLines.js';
import type { Section } from '../section.js';
import type { AttackSummary, Summary } from '../summary/summary.js';
import { rateText } from '../text/rate.js';

/** Curves, points and gaps of each attack. */
export const attackSection: Section = {
  id: 'curves',
  title: 'Curves',
  console: (summary, look) => parted(adversaries(summary).map((attack) => attackLines(summary, attack, look))),
  markdown: (summary) => parted(adversaries(summary).map((attack) => markdownAttackLines(summary, attack))),
  page: workspacePage,
  junit: { suite: 'cells', cases },
};

/** Corruptions have a separate section. */
function adversaries({ attacks }: Summary): AttackSummary[] {
  return attacks.filter(({ sweep }) => sweep !== 'severities');
}

/** Parts separated by empty lines. */
function parted(parts: readonly (readonly string[])[]): string[] {
  return parts.flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]));
}

function cases({ attacks, models }: Summary): TestCase[] {
  return attacks.flatMap(({ id, curves }) =>
    curves.map(({ model, clean, points }) => ({
      name: `${models[model]!.id} under ${id}`,
      output: [
        `clean accuracy ${rateText(clean)}`,
        ...points.map(({ label, accuracy }) => `accuracy at ${label} ${rateText(accuracy)}`),
      ].join('\n'),
    })),
  );
}
