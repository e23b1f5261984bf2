import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CellRecord } from '../../src/contract/cell.js';
import type { Dataset } from '../../src/contract/dataset.js';
import { loadDataset } from '../../src/datasets/loadDataset.js';
import { openCellCache } from '../../src/runner/cellCache.js';
import { chooseBatch, workerBytes } from '../../src/runner/chooseBatch.js';
import { budgetOfWorker } from '../../src/runner/memoryBudget.js';
import { OutOfMemory, outOfMemoryCode, withShrinkingBatch } from '../../src/runner/outOfMemory.js';
import { planBatches } from '../../src/runner/planBatches.js';
import { runSuite } from '../../src/runner/runSuite.js';
import { type OpenPool, openWorkerPool, type WorkerPool } from '../../src/runner/workerPool.js';
import type { WorkerAnswer, WorkerStart, WorkerTask } from '../../src/runner/workerTask.js';
import { parseSuite } from '../../src/suites/parseSuite.js';
import { writeFile } from '../support/madeRun.js';
import { repository } from '../support/runCli.js';

const megabyte = 2 ** 20;
const builtWorker = pathToFileURL(join(repository, 'dist', 'runner', 'worker.js'));

describe('chooseBatch', () => {
  const budgetBytes = workerBytes + 1000 * megabyte;

  it('fills four fifths of the memory not used by weights', () => {
    const images = (imageMegabytes: number, weightBytes = 0) =>
      chooseBatch({ imageBytes: imageMegabytes * megabyte }, { weightBytes, budgetBytes });
    expect(images(1)).toBe(50);
    expect(images(80)).toBe(10);
    expect(images(80, 250 * megabyte)).toBe(5);
    expect(images(900)).toBe(1);
    expect(images(1001)).toBe(0);
  });

  it('uses no more memory than speed requires', () => {
    const batch = chooseBatch(
      { imageBytes: 100 * megabyte },
      { weightBytes: 0, budgetBytes: Number.POSITIVE_INFINITY },
    );
    expect(batch).toBe(8);
  });
});

describe('planBatches', () => {
  const models = [
    { id: 'small', path: 'models/small' },
    { id: 'large', path: 'models/large' },
  ];
  const inspections = new Map([
    ['small', { memory: { weightBytes: megabyte, imageBytes: megabyte } }],
    ['large', { memory: { weightBytes: 100 * megabyte, imageBytes: 300 * megabyte } }],
  ]);

  it('counts the weights of all models', () => {
    const batches = planBatches(models, inspections, workerBytes + (202 + 300) * megabyte);
    expect(Object.fromEntries(batches)).toEqual({ small: 50, large: 1 });
  });

  it('names the models that leave no room for an image, and the remedy', () => {
    const plan = () => planBatches(models, inspections, workerBytes + 400 * megabyte);
    expect(plan).toThrow(/^models\/large\n.*within 550 MB\n.*300 MB.*one image beside 101 MB[\s\S]*--memory[^/]*$/);
  });
});

describe('budgetOfWorker', () => {
  it('divides the stated memory among workers', () => expect(budgetOfWorker(2, 2 ** 31)).toBe(2 ** 30));

  it('refuses too little memory for an engine', () => {
    expect(() => budgetOfWorker(4, 400 * megabyte)).toThrow(/--memory\n.*150 MB for each of 4 workers\n.*100 MB/);
  });
});

describe('withShrinkingBatch', () => {
  it('halves the batch while memory does not do, and gives up at one image', async () => {
    const tried: number[] = [];
    const needs = (images: number) => (batch: number) => {
      tried.push(batch);
      return batch <= images ? Promise.resolve(batch) : Promise.reject(new OutOfMemory('full'));
    };
    expect(await withShrinkingBatch(50, needs(7))).toBe(6);
    expect(tried).toEqual([50, 25, 12, 6]);
    await expect(withShrinkingBatch(3, needs(0))).rejects.toThrow(OutOfMemory);
    expect(tried.slice(4)).toEqual([3, 1]);
  });

  it('leaves other errors as they are', async () => {
    let tries = 0;
    const failing = async () => {
      tries++;
      throw new Error('other');
    };
    await expect(withShrinkingBatch(50, failing)).rejects.toThrow('other');
    expect(tries).toBe(1);
  });
});

describe('a worker without memory', () => {
  it('is replaced, and its task is not retried unchanged', async () => {
    const tries = new SharedArrayBuffer(4);
    const start = { data: { tries }, exitCode: outOfMemoryCode } as unknown as WorkerStart;
    const pool = openWorkerPool(1, start, new URL('../support/mortalWorker.mjs', import.meta.url));
    try {
      await expect(pool.run({ kind: 'inspect', model: '5' })).rejects.toThrow(OutOfMemory);
      expect(new Int32Array(tries)[0]).toBe(1);
      expect(await pool.run({ kind: 'inspect', model: '0' })).toMatchObject({ ok: true });
    } finally {
      await pool.close();
    }
  });
});

describe('a run', () => {
  let folder = '';
  let dataset: Dataset;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rapa-memory-'));
    dataset = await loadDataset({ name: 'mnist', split: 'test' }, { dataDir: undefined });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Runs FGSM and a random attack on one worker; `told` is what the plan is told that an image takes. */
  async function run(name: string, { memoryBytes, told }: { readonly memoryBytes?: number; readonly told?: number }) {
    const batches: number[] = [];
    const limit = memoryBytes === undefined ? {} : { memoryBytes };
    const openPool: OpenPool = ({ models, ...start }) => {
      const data = { kind: 'shared', dataset: start.dataset } as const;
      const pool = openWorkerPool(1, { backend: 'wasm', data, models, ...limit }, builtWorker);
      return { ...pool, run: lying(pool) };
    };
    const lying =
      (pool: WorkerPool): WorkerPool['run'] =>
      async <Task extends WorkerTask>(task: Task) => {
        if (task.kind === 'cells') batches.push(task.batchSize);
        const answer = await pool.run(task);
        if (told === undefined || !('memory' in answer)) return answer;
        return { ...answer, memory: { weightBytes: 0, imageBytes: told } } as WorkerAnswer<Task>;
      };
    const suite = parseSuite(
      writeFile({
        name: 'memory',
        dataset: { name: 'mnist', split: 'test' },
        models: [{ id: 'm', path: join(repository, 'models', 'mnist', 'random-128') }],
        attacks: [
          { id: 'a', kind: 'fgsm', snrDb: [20, 9] },
          { id: 'b', kind: 'pgd', steps: 3, snrDb: [9] },
        ],
      }),
    );
    const { records, failures } = await runSuite(suite, dataset, {
      ...limit,
      openPool,
      workers: 1,
      cache: openCellCache(join(folder, name)),
      fresh: false,
      dryRun: false,
      calibration: 'never',
      selection: { limit: 50 },
      signal: new AbortController().signal,
      onPlan: () => {},
      onCell: () => {},
    });
    const byKey = (a: CellRecord, b: CellRecord) => (a.key < b.key ? -1 : 1);
    return { records: records.toSorted(byKey).map(({ durationMs: _, ...rest }) => rest), failures, batches };
  }

  it('continues in a new worker with fewer images after a failed allocation, with the same records', async () => {
    const free = await run('free', {});
    const tight = await run('tight', { memoryBytes: workerBytes + 18 * megabyte, told: 1 });
    expect(Math.max(...free.batches)).toBe(50);
    expect(tight.batches[0]).toBe(50);
    expect(tight.batches.at(-1)).toBeLessThan(50);
    expect(tight.failures).toEqual([]);
    expect(tight.records).toEqual(free.records);
  });

  it('plans batches that stay below the budget', async () => {
    const planned = await run('planned', { memoryBytes: workerBytes + 90 * megabyte, told: 6 * megabyte });
    expect(planned.failures).toEqual([]);
    expect(new Set(planned.batches)).toEqual(new Set([12]));
  });
});
