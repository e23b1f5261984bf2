import type { Results, ResultTries } from '../../contract/result.js';
import { galleryPoint } from '../../metrics/galleryPoint.js';
import { pointLabel } from '../../metrics/pointLabel.js';
import { attackTitle } from '../describeAttack.js';
import { printable } from '../text/printable.js';

/** The gain of resubmission against each stochastic model, at one point of an attack's sweep. */
export interface ResubmissionTable {
  readonly title: string;
  /** The point shown: at the reference SNR, else in the middle of the sweep. */
  readonly label: string;
  readonly models: readonly { readonly model: number; readonly tries: readonly ResultTries[] }[];
}

/** A table for each attack; none unless the suite requests resubmission. */
export function resubmissionTables(results: Results): ResubmissionTable[] {
  const all = results.resubmission ?? [];
  return results.attacks.flatMap((attack) => {
    const point = galleryPoint(attack.strength, results.reference?.snrDb);
    const models = results.models.flatMap(({ id }, model) => {
      const row = all.find((own) => own.model === id && own.attack === attack.id && own.point === point);
      return row === undefined ? [] : [{ model, tries: row.tries }];
    });
    if (models.length === 0) return [];
    return [{ title: printable(attackTitle(attack)), label: pointLabel(attack.strength, point), models }];
  });
}
