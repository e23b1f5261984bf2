import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { CommonModel } from './commonModels.js';
import type { ModelAnswer, ModelRequest, ModelWorkerData } from './modelWorker.js';

export const modelPasses = ['forward', 'input gradient'] as const;
export type ModelPass = (typeof modelPasses)[number];

/** Milliseconds of an image. */
export interface PassTimes {
  readonly wallMs: number;
  /** Of all threads of the process. */
  readonly processorMs: number;
}

/** One of the two sides, warm, waiting for requests. */
export interface ModelSide {
  readonly measure: (request: ModelRequest) => Promise<PassTimes>;
  /** The results of the last run of a pass. */
  readonly values: () => Float32Array;
  readonly close: () => Promise<void>;
}

/** Workers of ours with a copy of the model each; the time of an image is that of all together. */
export function startOurs(count: number, data: ModelWorkerData): ModelSide {
  const file = new URL('./modelWorker.ts', import.meta.url);
  const workers = Array.from({ length: count }, () => new Worker(file, { workerData: data }));
  let last = new Float32Array(0);
  return {
    measure: async (request) => {
      const before = process.cpuUsage();
      const answers = await Promise.all(
        workers.map(async (worker) => {
          worker.postMessage(request);
          const [answer] = (await once(worker, 'message')) as [ModelAnswer];
          return answer;
        }),
      );
      last = Float32Array.from(answers[0]!.values);
      const { user, system } = process.cpuUsage(before);
      const images = answers.reduce((sum, { images: own }) => sum + own, 0);
      const wallMs = 1 / answers.reduce((rate, answer) => rate + 1 / answer.wallMs, 0);
      return { wallMs, processorMs: (user + system) / 1000 / images };
    },
    values: () => last,
    close: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

/** The framework in a process with so many threads. Rejects if it ends. */
export function startTheirs(
  python: string,
  model: CommonModel,
  options: { folder: string; threads: number },
): ModelSide {
  const { folder, threads } = options;
  const program = fileURLToPath(new URL('./models.py', import.meta.url));
  const env = { ...process.env, OMP_NUM_THREADS: String(threads), MKL_NUM_THREADS: String(threads) };
  const child = spawn(python, [program, model.id, folder, String(threads)], {
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const death = once(child, 'close').then(([code]) => {
    throw new Error(`${python} ${program} ended with code ${code}`);
  });
  death.catch(() => {}); // only matters to a pending request
  return {
    measure: async (request) => {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      const [line] = (await Promise.race([once(lines, 'line'), death])) as [string];
      return JSON.parse(line) as PassTimes;
    },
    values: () => {
      const bytes = readFileSync(join(folder, `${model.id}-theirs.bin`));
      return new Float32Array(Uint8Array.from(bytes).buffer);
    },
    close: async () => {
      child.stdin.end();
      await death.catch(() => {});
    },
  };
}
