import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../src/base/errors.js';
import type { Dataset } from '../../src/contract/dataset.js';
import { loadDataset } from '../../src/datasets/loadDataset.js';
import { cacheEntries, openCellCache } from '../../src/runner/cellCache.js';
import { runSuite } from '../../src/runner/runSuite.js';
import { type OpenPool, openWorkerPool, type WorkerPool } from '../../src/runner/workerPool.js';
import type { DataSource } from '../../src/runner/workerTask.js';
import { parseSuite } from '../../src/suites/parseSuite.js';
import { writeFile } from '../support/madeRun.js';
import { repository } from '../support/runCli.js';

const builtWorker = pathToFileURL(join(repository, 'dist', 'runner', 'worker.js'));
const shipped = (name: string) => join(repository, 'models', 'mnist', name);

let folder = '';
let dataset: Dataset;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rapa-changed-'));
  dataset = await loadDataset({ name: 'mnist', split: 'test' }, { dataDir: undefined });
});
afterAll(() => rmSync(folder, { recursive: true }));

const pathOf = (name: string) => join(folder, name);
const place = (name: string, model: string) => {
  rmSync(pathOf(name), { recursive: true, force: true });
  cpSync(shipped(model), pathOf(name), { recursive: true });
};

function suiteOf(attack: object = { kind: 'fgsm' }) {
  return parseSuite(
    writeFile({
      name: 'changed',
      dataset: { name: 'mnist', split: 'test' },
      models: [{ id: 'm', path: pathOf('victim') }],
      attacks: [{ id: 'a', snrDb: [9], ...attack }],
    }),
  );
}

/** Runs on 20 images with workers that take the place of those that the run was planned with, after `change`. */
async function runChanged(suite: ReturnType<typeof suiteOf>, cache: string, change: () => void) {
  const openPool: OpenPool = (start) => {
    const open = (): WorkerPool =>
      openWorkerPool(
        1,
        { backend: 'wasm', data: { kind: 'shared', dataset: start.dataset }, models: start.models },
        builtWorker,
      );
    let pool = open();
    let isPlanned = false;
    return {
      run: async (task) => {
        if (task.kind === 'cells' && !isPlanned) {
          isPlanned = true;
          await pool.close();
          change();
          pool = open();
        }
        return pool.run(task);
      },
      close: () => pool.close(),
    };
  };
  return runSuite(suite, dataset, {
    openPool,
    workers: 1,
    cache: openCellCache(cache),
    fresh: false,
    dryRun: false,
    calibration: 'never',
    selection: { limit: 20 },
    signal: new AbortController().signal,
    onPlan: () => {},
    onCell: () => {},
  });
}

describe('a run whose workers start after it was planned', () => {
  it('continues if nothing has changed', async () => {
    place('victim', 'baseline');
    const { records, failures } = await runChanged(suiteOf(), pathOf('kept'), () => {});
    expect(failures).toEqual([]);
    expect(records.length).toBeGreaterThan(0);
    expect(cacheEntries(pathOf('kept'))).toHaveLength(records.length);
  });

  it('ends with a user error and an empty cache if the model has changed', async () => {
    place('victim', 'baseline');
    const run = runChanged(suiteOf(), pathOf('other'), () => place('victim', 'enlarged'));
    await expect(run).rejects.toThrow(UserError);
    await expect(run).rejects.toThrow(/victim.*changed during the run/s);
    expect(cacheEntries(pathOf('other'))).toEqual([]);
  });

  it('also ends if the model is missing, or if the source of a transfer attack has changed', async () => {
    place('victim', 'baseline');
    const gone = runChanged(suiteOf(), pathOf('gone'), () => rmSync(pathOf('victim'), { recursive: true }));
    await expect(gone).rejects.toThrow(/one that cannot be read/);
    expect(cacheEntries(pathOf('gone'))).toEqual([]);
    for (const name of ['victim', 'source']) place(name, 'baseline');
    const attack = { kind: 'transfer', source: { path: pathOf('source') }, attack: { kind: 'fgsm' } };
    const source = runChanged(suiteOf(attack), pathOf('source-cache'), () => place('source', 'enlarged'));
    await expect(source).rejects.toThrow(/source.*changed during the run/s);
    expect(cacheEntries(pathOf('source-cache'))).toEqual([]);
  });
});

describe('workers that read the data set themselves', () => {
  const inspect = async (data: DataSource) => {
    const models = [{ id: 'm', label: 'm', path: shipped('baseline') }];
    const pool = openWorkerPool(1, { backend: 'wasm', data, models }, builtWorker);
    try {
      return await pool.run({ kind: 'inspect', model: 'm' });
    } finally {
      await pool.close();
    }
  };
  const spec = { name: 'mnist', split: 'test' } as const;

  it('take it if it is the one that the run was planned with', async () => {
    const read = await inspect({ kind: 'read', spec, dataDir: folder, sha256: dataset.sha256 });
    expect(read).toMatchObject({ ok: true });
    expect(read).toEqual(await inspect({ kind: 'shared', dataset }));
  });

  it('refuse any other', async () => {
    const read = await inspect({ kind: 'read', spec, dataDir: folder, sha256: 'f'.repeat(64) });
    expect(read).toMatchObject({ ok: false, fault: { expected: expect.stringContaining('planned with') } });
  });
});
