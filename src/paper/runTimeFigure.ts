import type { NetworkRunTime } from './arrayRunTime.js';
import type { SeriesFigure } from './seriesChart.js';

/** Compute and time of each layer, in % of the highest (paper, figure 1). */
export function runTimeFigure(network: string, { layers }: NetworkRunTime): SeriesFigure {
  const most = Math.max(...layers.map(({ macs }) => macs));
  const longest = Math.max(...layers.map(({ patches }) => patches));
  const share = (value: number, whole: number) => (100 * value) / whole;
  return {
    name: 'runtime',
    kind: 'bar',
    title: `${network}: compute and time on analog arrays`,
    subtitle:
      'In % of the layer with most; an array takes a constant time a patch, so that time follows patches, not compute',
    description: 'Bar chart: compute, time on one array and time on tiles of each convolution.',
    xTitle: 'Layer (tiles)',
    yTitle: '% of the highest',
    categories: layers.map(({ name, tiles }) => `${name} (${tiles})`),
    series: [
      { label: 'compute', values: layers.map(({ macs }) => share(macs, most)) },
      { label: 'time on one array', values: layers.map(({ patches }) => share(patches, longest)) },
      { label: 'time on the tiles', values: layers.map(({ load }) => share(load, longest)) },
    ],
  };
}
