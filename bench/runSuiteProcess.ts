import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type AttackSpec, defaultGate, type ModelSpec, type Suite } from '../src/contract/suite.js';
import { bundleProgram } from './bundleProgram.js';
import type { SuiteRun, SuiteRunFigures } from './suiteProcess.js';

const program = new URL('./suiteProcess.ts', import.meta.url);

/** Runs a suite through the runner in a new process with an empty cache. */
export async function runSuiteProcess(run: Omit<SuiteRun, 'folder'>): Promise<SuiteRunFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'rapa-bench-run-'));
  const bundle = join(folder, 'suiteProcess.mjs');
  try {
    await bundleProgram(program, bundle);
    const words = [bundle, JSON.stringify({ ...run, folder: join(folder, 'cache') })];
    const { stdout } = await promisify(execFile)(process.execPath, words, { maxBuffer: 2 ** 28 });
    return JSON.parse(stdout) as SuiteRunFigures;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A suite without a file, for images with the shape of CIFAR-10. */
export function benchSuite(models: readonly ModelSpec[], attacks: readonly AttackSpec[]): Suite {
  return {
    name: 'bench',
    file: 'bench.json',
    sha256: 'none',
    dataset: { name: 'cifar10', split: 'test' },
    models,
    sources: [],
    attacks,
    evaluation: { draws: 1, vote: 1, seed: 1 },
    assertions: [],
    gate: defaultGate,
  };
}

/** FGSM with one gradient at the given strengths. */
export function fgsmSweep(epsilons: readonly number[]): AttackSpec {
  return { id: 'fgsm', kind: 'fgsm', strength: { kind: 'epsilons', epsilons }, snrReference: 'pixel', eot: 1 };
}

/** The given number of strengths from 0 to 16/255. */
export function sweep(points: number): number[] {
  return Array.from({ length: points }, (_, point) => ((16 / 255) * point) / Math.max(1, points - 1));
}
