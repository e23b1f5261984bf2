import { measureInTurn, type Rounds, type Timing } from './measureInTurn.js';
import type { PeakMeter } from './multiplyAddPeak.js';
import { type OpenNetwork, passOf } from './openNetwork.js';
import { operations, type Pass } from './operations.js';
import type { Spread } from './statistics.js';

/** One pass of a network on one batch size. */
export interface PassCase {
  readonly open: OpenNetwork;
  readonly pass: Pass;
  readonly batch: number;
}

/** Figures of a pass; rates are those of the median time. */
export interface PassFigures extends Timing {
  readonly network: string;
  readonly tiles: readonly number[];
  readonly pass: Pass;
  readonly batch: number;
  readonly imagesPerSecond: number;
  /** Of convolutions and fully connected layer, over the time of everything. */
  readonly gflops: number;
  readonly shareOfPeak: number;
}

export interface MeasuredPasses {
  /** GFLOP/s, measured once a round. */
  readonly peak: Spread;
  readonly figures: readonly PassFigures[];
}

/** Times passes in turn, the core's multiply-add peak among them. */
export function measurePasses(cases: readonly PassCase[], meter: () => PeakMeter, rounds: Rounds): MeasuredPasses {
  const tasks = cases.map(({ open, pass, batch }) => ({ run: passOf(open, pass, batch) }));
  const { sample, result } = meter();
  const timings = measureInTurn(tasks, rounds, sample);
  const peak = result();
  const figures = cases.map(({ open, pass, batch }, index) => {
    const timing = timings[index]!;
    const { id, architecture } = open.network;
    const imagesPerSecond = (1000 * batch) / timing.wallMs.median;
    const gflops = (imagesPerSecond * operations(architecture, pass).total) / 1e9;
    const subject = { network: id, tiles: architecture.tiles, pass, batch };
    return { ...subject, ...timing, imagesPerSecond, gflops, shareOfPeak: gflops / peak.median };
  });
  return { peak, figures };
}
