import { attackLines } from '../console/attackLines.js';
import { attackPage } from '../html/attackPage.js';
import { html } from '../html/markup.js';
import type { TestCase } from '../junit/testCase.js';
import { attackLines as markdownAttackLines } from '../markdown/attackLines.js';
import type { Section } from '../section.js';
import type { Summary } from '../summary/summary.js';
import { rateText } from '../text/rate.js';

/** Curves, points and gaps of each attack. */
export const attackSection: Section = {
  id: 'attack',
  title: 'Attacks',
  console: (summary, look) => parted(summary.attacks.map((attack) => attackLines(summary, attack, look))),
  markdown: (summary) => parted(summary.attacks.map((attack) => markdownAttackLines(summary, attack))),
  page: (summary, links) => html`${summary.attacks.map((attack) => attackPage(summary, attack, links))}`,
  parts: ({ attacks }) => attacks.map(({ slug, title }) => ({ id: `attack-${slug}`, title })),
  junit: { suite: 'cells', cases },
};

/** Parts with an empty line between them. */
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
