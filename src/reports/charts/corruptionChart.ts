import type { CorruptionTable } from '../summary/corruptionTables.js';
import type { CurvePoint } from '../summary/curves.js';
import type { Summary } from '../summary/summary.js';
import { rateWithCounts } from '../text/rate.js';
import type { Chart } from './chart.js';
import { curveChart } from './curveChart.js';
import { sampleText } from './sampleText.js';

/**
 * Accuracy of all models against the severity, the mean over corruptions, preferring published files. Null without corruptions.
 */
export function corruptionChart(summary: Summary): Chart | null {
  const drawn = summary.corruptions.filter(({ curves }) => curves.length > 0);
  const table = drawn.find(({ source }) => source === 'published') ?? drawn[0];
  if (table === undefined) return null;
  return curveChart(summary, asAttack(table), {
    name: 'severity',
    title: 'Accuracy under common corruptions',
    subtitle: sampleText(summary, `${table.rows[0]!.label.toLowerCase()}, ${table.source}; bands: 95 % intervals`),
    description: `Line chart: accuracy of ${table.curves.length} models against the severity of corruptions; severity 0 is the clean images.`,
    x: ({ epsilon }) => epsilon,
    y: ({ accuracy }) => accuracy && { ...accuracy, text: rateWithCounts(accuracy) },
    xTitle: 'Severity (0: without corruption)',
    yTitle: 'Accuracy in %',
    xScale: 'linear',
    showsClean: false,
  });
}

/** The mean over corruptions in the form of one attack, with the clean images at severity 0. */
function asAttack({ curves }: CorruptionTable) {
  return {
    id: 'corruptions',
    slug: 'corruptions',
    curves: curves.map(({ model, clean, points }) => ({
      model,
      clean,
      draws: 1,
      points: [{ severity: 0, accuracy: clean }, ...points].map(
        ({ severity, accuracy }): CurvePoint => ({
          label: severity === 0 ? 'clean' : `severity ${severity}`,
          ...{ snrDb: null, measuredSnrDb: null, epsilon: severity, accuracy, relative: null },
          drop: { value: 0, interval: [0, 0] },
        }),
      ),
    })),
  };
}
