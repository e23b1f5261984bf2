import type { Results } from '../../contract/result.js';
import { classRows } from '../../metrics/classRows.js';
import { pointLabel } from '../../metrics/pointLabel.js';
import { attackTitle } from '../describeAttack.js';
import { printable } from '../text/printable.js';
import { type Rate, rateOf } from '../text/rate.js';

/** Robustness of each class under an attack, at the point shown. */
export interface ClassTable {
  readonly title: string;
  readonly label: string;
  /** Positions in the suite of the models with figures. */
  readonly models: readonly number[];
  /** By class, then by model: accuracy and relative accuracy. */
  readonly classes: readonly {
    readonly name: string;
    readonly images: number;
    readonly figures: readonly { readonly accuracy: Rate | null; readonly relative: Rate | null }[];
  }[];
  /** By model: the predicted classes of broken images, most frequent first. */
  readonly broken: readonly (readonly { readonly from: string; readonly to: string; readonly images: number }[])[];
}

/** A table for each adversarial attack with recorded predictions. Corruptions and older results have none. */
export function classTables(results: Results): ClassTable[] {
  const rows = classRows(results);
  const nameOf = (label: number) => printable(results.dataset.classNames[label] ?? `class ${label}`);
  return results.attacks.flatMap((attack) => {
    const own = results.models.flatMap(({ id }, model) => {
      const row = rows.find((candidate) => candidate.attack === attack.id && candidate.model === id);
      return row === undefined || attack.kind === 'corruption' || attack.kind === 'smoothing'
        ? []
        : [{ ...row, model }];
    });
    const [first] = own;
    if (first === undefined) return [];
    return [
      {
        title: printable(attackTitle(attack)),
        label: pointLabel(attack.strength, first.point),
        models: own.map(({ model }) => model),
        classes: first.classes.map(({ label, images }) => ({
          name: nameOf(label),
          images,
          figures: own.map(({ classes }) => {
            const row = classes.find((candidate) => candidate.label === label);
            return { accuracy: row ? rateOf(row) : null, relative: row ? rateOf(row.relative) : null };
          }),
        })),
        broken: own.map(({ broken }) =>
          broken.map(({ from, to, images }) => ({ from: nameOf(from), to: nameOf(to), images })),
        ),
      },
    ];
  });
}
