import { describe, expect, it } from 'vitest';
import { openWorkerPool } from '../../src/runner/workerPool.js';
import type { WorkerStart } from '../../src/runner/workerTask.js';

const mortal = new URL('../support/mortalWorker.mjs', import.meta.url);

/** Runs a task that kills its worker so many times, then one that does not. */
async function runMortal(deaths: number): Promise<{ outcome: unknown; tries: number; after: unknown }> {
  const tries = new SharedArrayBuffer(4);
  const pool = openWorkerPool(1, { data: { tries } } as unknown as WorkerStart, mortal);
  const inspect = (model: number) => pool.run({ kind: 'inspect', model: String(model) });
  try {
    const outcome = await inspect(deaths).catch((error: Error) => error);
    const counted = new Int32Array(tries)[0]!;
    return { outcome, tries: counted, after: await inspect(0) };
  } finally {
    await pool.close();
  }
}

describe('openWorkerPool', () => {
  it('replaces a worker that dies and tries its task once more', async () => {
    const { outcome, tries } = await runMortal(1);
    expect(outcome).toMatchObject({ ok: true });
    expect(tries).toBe(2);
  });

  it('gives up after the second death, and still takes other tasks', async () => {
    const { outcome, tries, after } = await runMortal(5);
    expect(outcome).toBeInstanceOf(Error);
    expect(tries).toBe(2);
    expect(after).toMatchObject({ ok: true });
  });

  it('hands tasks out in the order they came in', async () => {
    const pool = openWorkerPool(1, { data: { tries: new SharedArrayBuffer(4) } } as unknown as WorkerStart, mortal);
    try {
      const answers = await Promise.all(Array.from({ length: 20 }, () => pool.run({ kind: 'inspect', model: '0' })));
      expect(answers.map((answer) => (answer as unknown as { tries: number }).tries)).toEqual(
        Array.from({ length: 20 }, (_, place) => place + 1),
      );
    } finally {
      await pool.close();
    }
  });
});
