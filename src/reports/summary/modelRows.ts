import { describeReading, isRemarkable } from '../../contract/modelReading.js';
import type { ResultModel, Results } from '../../contract/result.js';
import { printable } from '../text/printable.js';
import { type Rate, rateOf } from '../text/rate.js';
import { type SeriesStyle, seriesStyle } from './seriesStyle.js';

/** A model of the suite as reports show it. */
export interface ModelRow {
  readonly id: string;
  readonly label: string;
  readonly style: SeriesStyle;
  readonly parameters: ResultModel['parameters'];
  /** e.g. `16, 4, 1`; `none` without tiling. */
  readonly tiles: string;
  readonly scheme: string;
  readonly stochastic: boolean;
  readonly sha256: string;
  /** How it was read; null for a layers model that is used unchanged. */
  readonly reading: string | null;
  /** Clean accuracy; null if no cell of the model was computed. */
  readonly clean: Rate | null;
}

/** Rows in suite order. The clean accuracy is the same under every attack, so the first one's is used. */
export function modelRows(results: Pick<Results, 'models' | 'curves'>): ModelRow[] {
  return results.models.map((model, position) => {
    const curve = results.curves.find((candidate) => candidate.model === model.id);
    return {
      id: printable(model.id),
      label: printable(model.label),
      style: seriesStyle(position),
      parameters: model.parameters,
      tiles: model.tiles.length === 0 ? 'none' : model.tiles.join(', '),
      scheme: printable(model.scheme),
      stochastic: model.stochastic,
      sha256: printable(model.sha256),
      reading: model.reading && isRemarkable(model.reading) ? printable(describeReading(model.reading)) : null,
      clean: curve ? rateOf(curve.clean) : null,
    };
  });
}
