import { describe, expect, it } from 'vitest';
import { UserErrors } from '../../src/base/errors.js';
import { inspectModels } from '../../src/runner/inspectModels.js';
import type { WorkerPool } from '../../src/runner/workerPool.js';
import type { Inspection } from '../../src/runner/workerTask.js';

const fine = { ok: true, sha256: 'a' } as unknown as Inspection;
const models = [
  { id: 'a', path: 'models/a' },
  { id: 'b', path: 'models/b' },
  { id: 'c', path: 'models/c' },
];

/** A pool whose answers are given by the model's id; one that is left out never comes. */
function poolOf(answers: Readonly<Record<string, Inspection>>): Pick<WorkerPool, 'run'> {
  const run = ({ model }: { model: string }) =>
    model in answers ? Promise.resolve(answers[model]) : new Promise(() => {});
  return { run: run as WorkerPool['run'] };
}

describe('inspection of models', () => {
  it('gives what each worker answers', async () => {
    const found = await inspectModels(models, poolOf({ a: fine, b: fine, c: fine }), 1000);
    expect([...found.keys()]).toEqual(['a', 'b', 'c']);
  });

  it('ends with an error that names the models without an answer, when none has come for a time', async () => {
    const start = performance.now();
    const inspecting = inspectModels(models, poolOf({ a: fine }), 50);
    await expect(inspecting).rejects.toThrow(UserErrors);
    const message = await inspecting.catch((error: Error) => error.message);
    expect(message).toMatch(/models\/b\n.*within 0.05 seconds\n.*no answer[\s\S]*models\/c\n/);
    expect(message).not.toMatch(/models\/a/);
    expect(performance.now() - start).toBeLessThan(30_000);
  });

  it('shows the faults of all models, one that they share once', async () => {
    const fault = (where: string): Inspection => ({ ok: false, fault: { where, expected: 'x', found: 'y' } });
    const inspecting = inspectModels(models, poolOf({ a: fault('one'), b: fault('two'), c: fault('one') }), 1000);
    const message = await inspecting.catch((error: Error) => error.message);
    expect(message).toBe('one\n  expected: x\n  found:    y\n\ntwo\n  expected: x\n  found:    y');
  });
});
