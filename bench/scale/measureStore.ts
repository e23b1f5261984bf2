import { stableHash } from '../../src/base/stableHash.js';
import type { CellRecord } from '../../src/contract/cell.js';
import { cellName, getCell, putCell } from '../../src/stores/cellRecords.js';
import type { Store } from '../../src/stores/store.js';

/** What a store takes from one process. */
export interface StoreSpeed {
  /** Size of a record as stored, in KB. */
  readonly recordKb: number;
  /** Records stored, read and looked for in a second. */
  readonly putsPerS: number;
  readonly getsPerS: number;
  readonly looksPerS: number;
}

const atOnce = 32;

/** Stores, reads and looks for `count` records of 100 images and 8 points, 32 at once. */
export async function measureStore(store: Store, count: number): Promise<StoreSpeed> {
  const records = Array.from({ length: count }, (_, at) => madeRecord(at));
  const putS = await inLanes(records, (record) => putCell(store, record, { numerics: 'made', replace: false }));
  const getS = await inLanes(records, async ({ key }) => {
    if ((await getCell(store, key)).kind !== 'record') throw new Error(`the store lost ${key}`);
  });
  const startMs = performance.now();
  const there = await store.present(records.map(({ key }) => cellName(key)));
  if (!there.every(Boolean)) throw new Error('the store lost records');
  const lookS = (performance.now() - startMs) / 1000;
  const recordKb = (await store.get(cellName(records[0]!.key)))!.length / 1024;
  return { recordKb, putsPerS: count / putS, getsPerS: count / getS, looksPerS: count / lookS };
}

function madeRecord(at: number): CellRecord {
  const hits = Array.from({ length: 100 }, (_, image) => (image * (at + 7)) % 2);
  const points = Array.from({ length: 8 }, () => ({ epsilonSum: at / 7, snrDbSum: at / 3, snrDbCount: 100, hits }));
  const names = { schemaVersion: 1, key: stableHash(['made', at]), model: 'made', attack: 'made' } as const;
  return { ...names, images: [0, 100], draws: 1, clean: hits, points, gallery: [], durationMs: 1 };
}

/** Time for all items, in s. */
async function inLanes<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<number> {
  const startMs = performance.now();
  let next = 0;
  const lane = async () => {
    for (let at = next++; at < items.length; at = next++) await work(items[at]!);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return (performance.now() - startMs) / 1000;
}
