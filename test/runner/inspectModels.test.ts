import { describe, expect, it } from 'vitest';
import { UserErrors } from '../../src/base/errors.js';
import { inspectModels } from '../../src/runner/inspectModels.js';
import type { WorkerPool } from '../../src/runner/workerPool.js';
import type { Checked, Inspection } from '../../src/runner/workerTask.js';
import { passedCheck as check } from '../support/gradientCheckExample.js';

const engine = { backend: 'wasm', simd: 'SIMD' } as const;
const reading = { format: 'onnx', outputs: 'logits', notes: ['a note'] };
const memory = { weightBytes: 0, imageBytes: 1 };
const fine = { ok: true, sha256: 'a', engine, reading, memory } as unknown as Inspection;
const models = [
  { id: 'a', path: 'models/a' },
  { id: 'b', path: 'models/b' },
  { id: 'c', path: 'models/c' },
];

/** A pool whose answers are given by the model's id; one that is left out never comes. Gradients are as `checked` says. */
function poolOf(
  answers: Readonly<Record<string, Inspection>>,
  checked: Checked = { ok: true, check },
): Pick<WorkerPool, 'run'> & { readonly asked: string[] } {
  const asked: string[] = [];
  const run = ({ kind, model }: { kind: string; model: string }) => {
    asked.push(`${kind} ${model}`);
    if (kind === 'checkGradient') return Promise.resolve(checked);
    return model in answers ? Promise.resolve(answers[model]) : new Promise(() => {});
  };
  return { run: run as WorkerPool['run'], asked };
}

describe('inspection of models', () => {
  it('gives what each worker answers', async () => {
    const found = await inspectModels(models, poolOf({ a: fine, b: fine, c: fine }), { images: [0], limitMs: 1000 });
    expect([...found.keys()]).toEqual(['a', 'b', 'c']);
    expect(found.get('a')!.reading.notes).toEqual([
      'a note',
      'gradient verified: it predicts the change of the outputs for 23 of 24 small image changes (16 are needed, median error 1.4 %)',
    ]);
  });

  it('reuses known gradient checks, and stores new ones', async () => {
    const kept: string[] = [];
    const known = {
      get: (sha256: string) => (sha256 === 'a' ? check : null),
      put: (sha256: string, { simd }: { simd: string }) => kept.push(`${sha256} ${simd}`),
    };
    const pool = poolOf({ a: fine, b: { ...fine, sha256: 'b' } as Inspection });
    const found = await inspectModels(models.slice(0, 2), pool, { images: [0], known });
    expect(pool.asked.sort()).toEqual(['checkGradient b', 'inspect a', 'inspect b']);
    expect(kept).toEqual(['b SIMD']);
    expect(found.get('a')!.reading.notes).toEqual(found.get('b')!.reading.notes);
  });

  it('does not judge the gradient of a model with internal randomness, and refuses a wrong one', async () => {
    const [model] = models;
    const draws = await inspectModels([model!], poolOf({ a: fine }, { ok: true, check: null }), { images: [0] });
    expect(draws.get('a')!.reading.notes).toEqual(['a note']);
    const wrong: Checked = {
      ok: false,
      fault: { where: 'models/a', expected: 'right gradients', found: 'wrong ones' },
    };
    await expect(inspectModels([model!], poolOf({ a: fine }, wrong), { images: [0] })).rejects.toThrow(/wrong ones/);
  });

  it('ends with an error that names the models if there is no answer for some time', async () => {
    const start = performance.now();
    const inspecting = inspectModels(models, poolOf({ a: fine }), { images: [0], limitMs: 50 });
    await expect(inspecting).rejects.toThrow(UserErrors);
    const message = await inspecting.catch((error: Error) => error.message);
    expect(message).toMatch(/models\/b\n.*within 0.05 seconds\n.*no answer[\s\S]*models\/c\n/);
    expect(message).not.toMatch(/models\/a/);
    expect(performance.now() - start).toBeLessThan(30_000);
  });

  it('shows the faults of all models, one that they share once', async () => {
    const fault = (where: string): Inspection => ({ ok: false, fault: { where, expected: 'x', found: 'y' } });
    const inspecting = inspectModels(models, poolOf({ a: fault('one'), b: fault('two'), c: fault('one') }), {
      images: [0],
      limitMs: 1000,
    });
    const message = await inspecting.catch((error: Error) => error.message);
    expect(message).toBe('one\n  expected: x\n  found:    y\n\ntwo\n  expected: x\n  found:    y');
  });
});
