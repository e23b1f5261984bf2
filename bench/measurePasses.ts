import { measureInTurn, type Rounds, type Timing } from './measureInTurn.js';
import type { PeakMeter } from './multiplyAddPeak.js';
import { type OpenNetwork, passOf } from './openNetwork.js';
import { operations, type Pass } from './operations.js';
import type { Spread } from './statistics.js';

/** A pass of a network at a batch size. */
export interface PassCase {
  readonly open: OpenNetwork;
  readonly pass: Pass;
  readonly batch: number;
}

/** Figures of a pass; rates are for the median time. */
export interface PassFigures extends Timing {
  readonly network: string;
  readonly tiles: readonly number[];
  readonly pass: Pass;
  readonly batch: number;
  readonly imagesPerSecond: number;
  /** Operations of the convolutions and the fully connected layer, divided by the total time. */
  readonly gflops: number;
  readonly shareOfPeak: number;
}

export interface MeasuredPasses {
  /** GFLOP/s, measured once per round. */
  readonly peak: Spread;
  readonly figures: readonly PassFigures[];
}

/** Times passes in turn, together with the core's multiply-add peak. */
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
