import { workerData } from 'node:worker_threads';
import { transferSourceNames } from '../attackKinds/transferSources.js';
import { boundedMemo } from '../base/boundedMemo.js';
import { UserError } from '../base/errors.js';
import { measurePasses } from '../cells/measurePasses.js';
import { runCell } from '../cells/runCell.js';
import type { Cell, CellRecord } from '../contract/cell.js';
import { type EngineInfo, startEngine } from '../kernels/engine.js';
import { type LoadedModel, loadModel } from '../models/loadModel.js';
import type { Inspection, WorkerAnswer, WorkerStart, WorkerTask } from './workerTask.js';

const start = workerData as WorkerStart;
let engine: Promise<EngineInfo> | null = null;
/** Of the worker's one data set; 10,000 images of 32 x 32 x 3 have gradient signs of 31 MB. */
const memo = boundedMemo(64 * 2 ** 20);
const models = new Map<string, Promise<LoadedModel>>();

/** A worker's entry point: starts its engine and loads a model the first time it is needed. */
export default async function work(task: WorkerTask): Promise<WorkerAnswer<WorkerTask>> {
  switch (task.kind) {
    case 'inspect':
      return inspect(task.model);
    case 'measure':
      return measurePasses(await modelOf(task.model), start.dataset, task.budgetMs);
    case 'cells':
      return computeCells(task.cells);
  }
}

async function inspect(id: string): Promise<Inspection> {
  try {
    const model = await modelOf(id);
    const { sha256, facts, reading } = model;
    return { ok: true, engine: await engine!, sha256, facts, reading: reading! };
  } catch (error) {
    if (error instanceof UserError) return { ok: false, fault: { ...error.parts } };
    throw error;
  }
}

async function computeCells(cells: readonly Cell[]): Promise<CellRecord[]> {
  const records: CellRecord[] = [];
  for (const cell of cells) records.push(await computeCell(cell));
  return records;
}

async function computeCell(cell: Cell): Promise<CellRecord> {
  const names = transferSourceNames(cell.attack);
  const loaded = await Promise.all(names.map(async (name) => [name, await modelOf(name)] as const));
  return runCell(cell, await modelOf(cell.model), start.dataset, { sources: new Map(loaded), memo });
}

async function modelOf(id: string): Promise<LoadedModel> {
  engine ??= startEngine(start.backend);
  await engine;
  const { shape, classNames } = start.dataset;
  const spec = start.models.find((model) => model.id === id)!;
  const loading = models.get(id) ?? loadModel(spec.path, { inputShape: shape, classes: classNames.length }, spec);
  models.set(id, loading);
  return loading;
}
