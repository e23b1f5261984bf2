import { type SpreadMeasurement, sweptSpreads } from '../contract/tileSpread.js';
import { count } from '../reports/text/numberText.js';
import type { SeriesFigure } from './seriesChart.js';
import { sweptDeviations, sweptTiles, type TheoryPoint } from './theorySweep.js';

/** The exact regulariser and its second-order term against the spread of the replicas. */
export function regularizerFigure(points: readonly TheoryPoint[]): SeriesFigure {
  const of = (tiles: number) => points.filter((point) => point.tiles === tiles);
  return {
    name: 'regularizer',
    kind: 'line',
    title: 'The regulariser of random tiles on logistic regression',
    subtitle:
      'R in nats per example, exact over all choices of tiles, and its second-order term; spreads double from step to step',
    description: 'Line chart: exact regulariser and second-order term against the spread of the replicas.',
    xTitle: 'Standard deviation of the replicas',
    yTitle: 'R in nats',
    categories: sweptDeviations.map(String),
    series: [
      ...sweptTiles.map((tiles) => ({
        label: `${tiles} tiles`,
        values: of(tiles).map(({ regularizer }) => regularizer),
      })),
      ...sweptTiles.map((tiles, approximates) => ({
        label: `${tiles} tiles, second order`,
        values: of(tiles).map(({ secondOrder }) => secondOrder),
        approximates,
      })),
    ],
  };
}

/** Mean confidence of trained models with the differences between their tiles scaled; points at `sweptSpreads`. */
export function confidenceFigure(models: readonly ({ readonly model: string } & SpreadMeasurement)[]): SeriesFigure {
  const images = [...new Set(models.map((model) => count(model.images)))].join(' and ');
  return {
    name: 'confidence',
    kind: 'line',
    title: 'Confidence as the tiles differ more',
    subtitle: `Mean probability of the predicted class over the first ${images} test images, one draw; factor 1 is the model as trained`,
    description: 'Line chart: mean confidence against the factor on the differences between tiles.',
    xTitle: 'Differences between tiles, times',
    yTitle: 'Mean confidence in %',
    categories: sweptSpreads.map(String),
    series: models.map(({ model, points }) => ({
      label: model,
      values: points.map(({ confidence }) => 100 * confidence),
    })),
  };
}
