import { type KernelBuild, wideKernels } from '../src/kernels/bindings/kernelFiles.js';
import { type Kernels, openKernels, useKernels } from '../src/kernels/bindings/kernelModule.js';
import { convolutionCases } from './convolutionSection.js';
import { measureInTurn } from './measureInTurn.js';
import { multiplyAddPeakMeter } from './multiplyAddPeak.js';
import { type OpenNetwork, passOf } from './openNetwork.js';
import { passes } from './operations.js';
import { percent, printTable, short } from './printTable.js';
import type { Settings } from './settings.js';
import type { Spread } from './statistics.js';

interface WideRow {
  readonly subject: string;
  /** Processor time of a run. */
  readonly plainMs: number;
  readonly wideMs: number;
  /** Shares of each build's own multiply-add peak; null for whole networks. */
  readonly ofPeak: readonly [plain: number, wide: number] | null;
}

export interface WideFigures {
  /** Why there are none, or null. */
  readonly reason: string | null;
  readonly engine: { readonly node: string; readonly v8: string; readonly flag: string };
  /** GFLOP/s of one core, of 128 and of 256 bits. */
  readonly peaks: readonly Spread[];
  readonly rows: readonly WideRow[];
}

const batch = 50;
const builds = ['relaxed', 'wide'] as const satisfies readonly KernelBuild[];

/** Measures the build for 256 bits against the plain one in turn: the passes of two networks, and each convolution by itself. */
export function measureWide(open: readonly OpenNetwork[], { rounds }: Settings): WideFigures {
  const { node, v8 } = process.versions;
  const engine = { node, v8, flag: '--experimental-wasm-revectorize' };
  const { reason = null } = wideKernels();
  if (reason !== null) return { reason, engine, peaks: [], rows: [] };
  const kernels = builds.map(openKernels);
  const meters = kernels.map((own) => {
    useKernels(own);
    return multiplyAddPeakMeter('processorMs');
  });
  const items = [...networkItems(open), ...convolutionItems()];
  const tasks = items.flatMap(({ run }) => kernels.map((own) => ({ run: () => runOn(own, run) })));
  const timings = measureInTurn(tasks, rounds, () => {
    for (const { sample } of meters) sample();
  });
  const peaks = meters.map(({ result }) => result());
  const rows = items.map(({ subject, operations }, i) => {
    const [plainMs, wideMs] = [timings[2 * i]!, timings[2 * i + 1]!].map(({ processorMs }) => processorMs.median) as [
      number,
      number,
    ];
    const share = (ms: number, peak: Spread) => operations! / ms / 1e6 / peak.median;
    const ofPeak = operations === null ? null : ([share(plainMs, peaks[0]!), share(wideMs, peaks[1]!)] as const);
    return { subject, plainMs, wideMs, ofPeak };
  });
  return { reason, engine, peaks, rows };
}

interface Item {
  readonly subject: string;
  readonly run: () => void;
  readonly operations: number | null;
}

function networkItems(open: readonly OpenNetwork[]): Item[] {
  const networks = open.filter(({ network: { id } }) => id === 'baseline' || id === 'random-16');
  return networks.flatMap((own) =>
    passes.map((pass) => ({ subject: `${own.network.id}, ${pass}`, run: passOf(own, pass, batch), operations: null })),
  );
}

function convolutionItems(): Item[] {
  return convolutionCases(() => [1]).map(({ layer, pass, run, operations }) => ({
    subject: `${layer.name}, ${pass}`,
    run,
    operations,
  }));
}

function runOn(kernels: Kernels, run: () => void): void {
  useKernels(kernels);
  run();
}

/** Prints times and ratios. */
export function printWide({ reason, engine, peaks, rows }: WideFigures): void {
  const { node, v8, flag } = engine;
  if (reason !== null) {
    process.stdout.write(`\nNo vectors of 256 bits: ${reason}\n`);
    return;
  }
  const [plain, wide] = peaks.map(({ median }) => median.toFixed(1));
  printTable(
    `256 bits against 128, one core, Node ${node} (V8 ${v8}, ${flag}); multiply-add peaks ${wide} and ${plain} GFLOP/s`,
    rows.map(({ subject, plainMs, wideMs, ofPeak }) => [
      subject,
      short(plainMs),
      short(wideMs),
      (wideMs / plainMs).toFixed(2),
      ...(ofPeak?.map(percent) ?? ['', '']),
    ]),
    ['pass', '128 bits, ms', '256 bits, ms', 'ratio', 'of peak, 128', 'of peak, 256'],
  );
}
