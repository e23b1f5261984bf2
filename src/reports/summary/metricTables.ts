import type { Results } from '../../contract/result.js';
import { pointLabel } from '../../metrics/pointLabel.js';
import { figure } from '../text/numberText.js';
import { printable } from '../text/printable.js';

/** The figures of one metric of a plug-in under one attack. */
export interface MetricTable {
  readonly title: string;
  readonly description: string;
  /** Id. */
  readonly attack: string;
  /** Points of the sweep, e.g. `33 dB`. */
  readonly points: readonly string[];
  /** By position of the model in the suite; the text of the figure at each point, null where it does not apply. */
  readonly models: readonly (readonly (string | null)[])[];
}

/** A table for each metric of plug-ins and attack; without metrics none. */
export function metricTables({ metrics = [], attacks, models }: Results): MetricTable[] {
  const names = [...new Set(metrics.map(({ metric }) => metric))];
  return names.flatMap((name) =>
    attacks.flatMap(({ id, strength }): MetricTable[] => {
      const rows = metrics.filter(({ metric, attack }) => metric === name && attack === id);
      const [first] = rows;
      if (first === undefined || rows.every(({ value }) => value === null)) return [];
      const points = [...new Set(rows.map(({ point }) => point))];
      const valueAt = (model: string, point: number) =>
        rows.find((row) => row.model === model && row.point === point)?.value ?? null;
      return [
        {
          title: printable(first.title),
          description: printable(first.description),
          attack: printable(id),
          points: points.map((point) => pointLabel(strength, point)),
          models: models.map((model) =>
            points.map((point) => {
              const value = valueAt(model.id, point);
              return value === null ? null : figure(value);
            }),
          ),
        },
      ];
    }),
  );
}
