import { assignmentMs } from './assignmentMs.js';
import { isConvolution, type KernelProfile, profileKernels } from './kernelProfile.js';
import { type MeasuredPasses, measurePasses, type PassCase, type PassFigures } from './measurePasses.js';
import type { PeakMeter } from './multiplyAddPeak.js';
import { type OpenNetwork, passOf } from './openNetwork.js';
import { operations, passes } from './operations.js';
import { percent, printTable, short } from './printTable.js';
import type { Settings } from './settings.js';

const batch = 100;

/** A pass with a profile of its time. */
export interface ProfiledPass extends PassFigures {
  /** Time relative to the same pass of the baseline. */
  readonly timeOverBaseline: number;
  readonly profile: KernelProfile & {
    /** Fraction of the time outside the convolution kernels. */
    readonly outsideConvolutions: number;
    /** Rate of the convolution kernels while they run. */
    readonly convolutionGflops: number;
    readonly convolutionShareOfPeak: number;
    /** Part of the time outside kernels: drawing the tiles of each image. */
    readonly assignmentMs: number;
  };
}

export interface NetworkFigures extends Omit<MeasuredPasses, 'figures'> {
  readonly figures: readonly ProfiledPass[];
}

/** Measures all networks and passes at batch 100 in turn, then profiles them. */
export function measureNetworks(
  open: readonly OpenNetwork[],
  meter: () => PeakMeter,
  settings: Settings,
): NetworkFigures {
  const cases = open.flatMap((network) => passes.map((pass) => ({ open: network, pass, batch })));
  const measured = measurePasses(cases, meter, settings.rounds);
  const figures = measured.figures.map((figure, index) => {
    const baseline = measured.figures.find(({ network, pass }) => network === 'baseline' && pass === figure.pass)!;
    const timeOverBaseline = figure.wallMs.median / baseline.wallMs.median;
    return { ...figure, timeOverBaseline, profile: profilePass(cases[index]!, measured.peak.median, settings) };
  });
  return { peak: measured.peak, figures };
}

function profilePass({ open, pass, batch }: PassCase, peak: number, settings: Settings): ProfiledPass['profile'] {
  const run = passOf(open, pass, batch);
  run();
  const profile = profileKernels(run, settings.profiledRuns);
  const { architecture } = open.network;
  const convolutionGflops = (batch * operations(architecture, pass).convolutions) / profile.convolutionMs / 1e6;
  return {
    ...profile,
    outsideConvolutions: 1 - profile.convolutionMs / profile.totalMs,
    convolutionGflops,
    convolutionShareOfPeak: convolutionGflops / peak,
    assignmentMs: assignmentMs(architecture, batch),
  };
}

/** Prints rates, then profiles. */
export function printNetworks({ peak, figures }: NetworkFigures): void {
  const peakText = `${peak.median.toFixed(1)} GFLOP/s (quartiles ${percent(peak.spread)} apart)`;
  printTable(
    `Networks: 32x32x3, batch ${batch}, one core; multiply-add peak ${peakText}`,
    figures.map((row) => [
      row.network,
      row.pass,
      short(row.wallMs.median),
      percent(row.wallMs.spread),
      short(row.imagesPerSecond),
      row.gflops.toFixed(1),
      percent(row.shareOfPeak),
      row.timeOverBaseline.toFixed(2),
    ]),
    ['network', 'pass', 'ms', 'spread', 'images/s', 'GFLOP/s', 'of peak', 'time/baseline'],
  );
  printTable(
    'Profile in ms; the part outside the convolutions is the next to speed up',
    figures.map(({ network, pass, profile }) => [
      network,
      pass,
      short(profile.totalMs),
      short(profile.convolutionMs),
      percent(profile.convolutionShareOfPeak),
      percent(profile.outsideConvolutions),
      short(profile.outsideKernelsMs),
      short(profile.assignmentMs),
      otherKernels(profile),
    ]),
    [
      'network',
      'pass',
      'all',
      'convolutions',
      'of peak',
      'outside them',
      'no kernel',
      'drawing tiles',
      'other kernels that take long',
    ],
  );
}

/** The three slowest. */
function otherKernels({ kernels }: KernelProfile): string {
  const others = kernels.filter(({ kernel }) => !isConvolution(kernel)).slice(0, 3);
  return others.map(({ kernel, ms }) => `${kernel} ${short(ms)}`).join(', ');
}
