import { decibels, percent } from '../numberText.js';
import { shortened } from '../printable.js';
import { reductionText } from '../strengthText.js';
import type { Summary } from '../summary.js';
import { consoleTable } from './consoleTable.js';
import type { Ink } from './ink.js';
import { wrapWords } from './wrapWords.js';

interface Look {
  readonly ink: Ink;
  readonly width: number;
}

/** Each check with the figure that says most. Empty without an audit. */
export function auditSection({ audit, models }: Summary, { ink, width }: Look): string[] {
  if (!audit) return [];
  const marks = { pass: ink.good('✓'), warning: ink.warning('!'), 'not applicable': ink.quiet('–') };
  const lines = audit.rows.flatMap(({ title, model, status, worst }) => {
    const text = `${title}: ${shortened(models[model]!.label, 28)}, ${status}. ${worst}`;
    return wrapWords(text, { width: width - 3, indent: 3 }).map((line, index) =>
      index === 0 ? ` ${marks[status]} ${line}` : line,
    );
  });
  return [
    `${ink.bold('Audit')}  ${ink.quiet('checks for gradient masking; the figures of the worst finding')}`,
    ...lines,
  ];
}

/** Relative accuracy and gap reduction of every model under every attack. Empty with fewer than two attacks. */
export function strengthSection({ strength, models, reference }: Summary, { ink, width }: Look): string[] {
  if (strength.length === 0 || !reference) return [];
  const rows = strength.flatMap(({ label, models: figures }) =>
    figures.map((figure, model) => [
      model === 0 ? shortened(label, 28) : '',
      shortened(models[model]!.label, 20),
      figure === null ? '–' : percent(figure.relativeAccuracy),
      reductionText(figure),
    ]),
  );
  return [
    `${ink.bold(`What every attack leaves at ${decibels(reference.snrDb)}`)}  ${ink.quiet('relative accuracy, gap reduction')}`,
    ...consoleTable({ head: ['', '', 'accuracy', 'gap reduction'], rows }, { words: 2, width }),
  ];
}
