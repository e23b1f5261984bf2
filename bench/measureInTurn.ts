import { type Spread, summarise } from './statistics.js';

/** Something to be timed. */
export interface Task {
  readonly run: () => void;
}

/** Times of one run of a task, in ms. */
export interface Timing {
  /** By the clock. */
  readonly wallMs: Spread;
  /** Processor time, which other programs on the machine disturb less. */
  readonly processorMs: Spread;
}

export interface Rounds {
  readonly rounds: number;
  /** Each task runs at least so long, and at least twice, before anything is measured. */
  readonly warmUpMs: number;
  /** A measurement repeats a short task until so much time has passed. */
  readonly sampleMs: number;
}

/**
 * Times tasks in turn, round by round, so that a change of the machine's speed meets all of them alike. `between` runs
 * once a round.
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

/** Mean times of one of several runs. */
export function timeOf(run: () => void, repetitions: number): { wallMs: number; processorMs: number } {
  const usage = process.cpuUsage();
  const start = performance.now();
  for (let i = 0; i < repetitions; i++) run();
  const wallMs = (performance.now() - start) / repetitions;
  const { user, system } = process.cpuUsage(usage);
  return { wallMs, processorMs: (user + system) / 1000 / repetitions };
}

/** Runs a task until it is warm; returns the ms of its last run. */
function warmUp(run: () => void, warmUpMs: number): number {
  const end = performance.now() + warmUpMs;
  let last = 0;
  for (let i = 0; i < 2 || performance.now() < end; i++) last = timeOf(run, 1).wallMs;
  return last;
}
