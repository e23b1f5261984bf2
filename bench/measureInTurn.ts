import { type Spread, summarise } from './statistics.js';

/** A function to be timed. */
export interface Task {
  readonly run: () => void;
}

/** Times of one run of a task, in ms. */
export interface Timing {
  /** Elapsed time. */
  readonly wallMs: Spread;
  /** Processor time, which is less affected by other programs. */
  readonly processorMs: Spread;
}

export interface Rounds {
  readonly rounds: number;
  /** Minimum time for which each task runs before the measurement; each runs at least twice. */
  readonly warmUpMs: number;
  /** A short task is repeated within a measurement until this time has passed. */
  readonly sampleMs: number;
}

/**
 * Times tasks in turn, round by round, so that changes of the machine's speed affect all of them equally. `between` runs once per
 * round.
 */
export function measureInTurn(tasks: readonly Task[], rounds: Rounds, between: () => void = () => {}): Timing[] {
  const repetitions = tasks.map(({ run }) => Math.max(1, Math.ceil(rounds.sampleMs / warmUp(run, rounds.warmUpMs))));
  const samples = tasks.map(() => ({ wall: [] as number[], processor: [] as number[] }));
  for (let round = 0; round < rounds.rounds; round++) {
    for (const [index, { run }] of tasks.entries()) {
      const { wallMs, processorMs } = timeOf(run, repetitions[index]!);
      samples[index]!.wall.push(wallMs);
      samples[index]!.processor.push(processorMs);
    }
    between();
  }
  return samples.map(({ wall, processor }) => ({ wallMs: summarise(wall), processorMs: summarise(processor) }));
}

/** Mean times of a run over several repetitions. */
export function timeOf(run: () => void, repetitions: number): { wallMs: number; processorMs: number } {
  const usage = process.cpuUsage();
  const start = performance.now();
  for (let i = 0; i < repetitions; i++) run();
  const wallMs = (performance.now() - start) / repetitions;
  const { user, system } = process.cpuUsage(usage);
  return { wallMs, processorMs: (user + system) / 1000 / repetitions };
}

/** Warms up a task; returns the ms of its last run. */
function warmUp(run: () => void, warmUpMs: number): number {
  const end = performance.now() + warmUpMs;
  let last = 0;
  for (let i = 0; i < 2 || performance.now() < end; i++) last = timeOf(run, 1).wallMs;
  return last;
}
