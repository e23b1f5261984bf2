import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson } from '../base/stableHash.js';
import type { Cell } from '../contract/cell.js';
import type { Dataset } from '../contract/dataset.js';
import type { ModelSpec, Suite } from '../contract/suite.js';
import type { PlannedPair } from '../planning/cellBudget.js';
import type { RunPlan } from '../runner/planRun.js';
import { putBlob } from '../stores/blobs.js';
import type { Store } from '../stores/store.js';
import { giveStoreId } from '../stores/storeId.js';
import { modelFiles } from './modelFiles.js';
import { packDataset } from './packDataset.js';
import type { JobCell, RunManifest, StoredData, StoredModel } from './runManifest.js';

/** A run whose models, data and manifest are in the store. */
export interface PublishedRun {
  /** SHA-256 of the manifest. */
  readonly digest: string;
  readonly manifest: RunManifest;
  readonly storeId: string;
  readonly entryOf: (cell: Cell) => JobCell;
}

/** Puts everything that workers need into the store. Rejects with `StoreFull` if there is no room. */
export async function publishRun(
  suite: Suite,
  dataset: Dataset,
  { plan, store }: { readonly plan: RunPlan; readonly store: Store },
): Promise<PublishedRun> {
  const pairs = new Map<string, PlannedPair>();
  for (const { model, attack, evaluation, countsZeroGradients } of plan.cells) {
    const counting = countsZeroGradients === undefined ? {} : { countsZeroGradients };
    pairs.set(pairName({ model, attack }), { model, attack, evaluation, ...counting });
  }
  const models: StoredModel[] = [];
  for (const spec of [...suite.models, ...suite.sources]) {
    models.push(await publishModel(spec, { sha256: plan.inspections.get(spec.id)!.sha256, store }));
  }
  const manifest: RunManifest = {
    schemaVersion: 1,
    numerics: plan.numerics,
    engine: `${plan.engine.backend} ${plan.engine.simd}`,
    data: await publishData(suite, dataset, store),
    published: plan.corruptionSha256,
    models,
    pairs: [...pairs.values()],
  };
  const digest = await putBlob(store, Buffer.from(canonicalJson(manifest)));
  const positions = new Map([...pairs.keys()].map((name, at) => [name, at]));
  return {
    digest,
    manifest,
    storeId: await giveStoreId(store),
    entryOf: (cell) => ({
      key: cell.key,
      pair: positions.get(pairName(cell))!,
      images: cell.images,
      ...(cell.gallery === undefined ? {} : { gallery: cell.gallery }),
    }),
  };
}

function pairName({ model, attack }: Pick<Cell, 'model' | 'attack'>): string {
  return JSON.stringify([model, attack.id]);
}

async function publishModel(
  { path, ...spec }: ModelSpec,
  { sha256, store }: { readonly sha256: string; readonly store: Store },
): Promise<StoredModel> {
  const { folder, main, paths } = modelFiles(path);
  const files: { path: string; digest: string }[] = [];
  for (const name of paths)
    files.push({ path: name, digest: await putBlob(store, await readFile(join(folder, name))) });
  return { spec, ...(main === undefined ? {} : { main }), files, sha256 };
}

/** Data sets of image files stay where they are: every worker needs them at the same path, or in its own data folder. */
async function publishData(suite: Suite, dataset: Dataset, store: Store): Promise<StoredData> {
  const { sha256 } = dataset;
  if (dataset.files !== undefined) return { kind: 'read', spec: suite.dataset, sha256 };
  return { kind: 'packed', digest: await putBlob(store, packDataset(dataset)), sha256 };
}
