import { dirname, resolve } from 'node:path';
import { kindOf } from '../../src/attackKinds/attackKinds.js';
import { UserError } from '../../src/base/errors.js';
import type { ResultCurve } from '../../src/contract/result.js';
import type { AttackSpec, DatasetName } from '../../src/contract/suite.js';
import { loadDataset } from '../../src/datasets/loadDataset.js';
import { curveImages } from '../../src/metrics/curveImages.js';
import { normOf } from '../../src/perturbations/perturbations.js';
import { readResults } from '../../src/results/readResults.js';
import { writeImages } from './attackAgreement.js';
import { isFailure, type PythonPeer } from './pythonPeer.js';

/** The searches of the libraries; each with the steps of ours of the same kind. */
const rivals = {
  foolbox: ['fmn', 'ddn'],
  'adv-lib': ['fmn', 'ddn', 'sigma-zero'],
} as const;
export type NearestLibrary = keyof typeof rivals;

/** A search for nearest examples: a distance for each image that is right without attack; infinite for a failure. */
export interface NearestSearch {
  /** `ours`, or the library. */
  readonly by: 'ours' | NearestLibrary;
  readonly attack: string;
  readonly norm: string;
  readonly distances: readonly number[];
}

export interface NearestFigures {
  readonly images: number;
  readonly searches: readonly NearestSearch[];
}

/**
 * Distances of the examples of a run's searches beside those of Foolbox and adv-lib on the same weights and images, over the
 * images that are right without attack. `results` is the report of a suite of such searches on one model; the suite's file is where it was
 * when it ran, relative to the working folder.
 */
export async function measureNearest(
  results: string,
  { peer, folder }: { readonly peer: PythonPeer; readonly folder: string },
): Promise<NearestFigures> {
  const { attacks, curves, models, dataset, partial, suite } = readResults(results);
  const [model] = models;
  const specs = attacks.filter((spec) => kindOf(spec).findsNearest);
  const ours = specs.map((spec) => curves.find((own) => own.attack === spec.id && own.model === model!.id));
  const [first] = ours;
  if (models.length !== 1 || partial !== null || first === undefined || ours.includes(undefined)) {
    throw new UserError({
      where: `--results ${results}`,
      expected: 'the complete report of a suite with one model and searches for nearest examples',
      found: `${models.length} models and ${ours.length} searches${partial === null ? '' : ', of a part of the suite'}`,
      remedy: 'npm run eval suites/cifar10-curves.json, then --results reports/cifar10-curves',
    });
  }
  const count = curveImages(first).length;
  const isRight = first.clean.outcomes.map((hits) => hits > 0);
  const searches = specs.map((spec, index): NearestSearch => {
    const own = (ours[index] as ResultCurve).distances!.map((distance) => distance ?? Number.POSITIVE_INFINITY);
    return { by: 'ours', attack: spec.kind, norm: normNameOf(spec), distances: own.filter((_, at) => isRight[at]) };
  });
  const data = await loadDataset({ name: dataset.name as DatasetName, split: 'test' }, { dataDir: undefined });
  const images = writeImages(data, count, folder);
  for (const library of Object.keys(rivals) as NearestLibrary[]) {
    for (const spec of specs.filter(({ kind }) => (rivals[library] as readonly string[]).includes(kind))) {
      process.stderr.write(`nearest examples: ${spec.id} of ${library}\n`);
      const { kind, steps } = spec as AttackSpec & { readonly steps: number };
      const asked = {
        network: resolve(dirname(suite.file), model!.path),
        images,
        library,
        kind,
        norm: normNameOf(spec),
        steps,
      } as const;
      const answer = await peer.ask<readonly (number | null)[]>({ operation: 'nearest', ...asked });
      if (isFailure(answer)) throw new Error(`${library}, ${spec.id}: ${answer.error}`);
      const distances = answer.map((distance) => distance ?? Number.POSITIVE_INFINITY);
      const wrong = distances.filter((distance, at) => distance > 0 !== isRight[at]).length;
      if (wrong > 0) throw new Error(`${library}, ${spec.id}: ${wrong} clean images are classified differently`);
      searches.push({
        by: library,
        attack: kind,
        norm: asked.norm,
        distances: distances.filter((_, at) => isRight[at]),
      });
    }
  }
  return { images: isRight.filter(Boolean).length, searches };
}

function normNameOf(spec: AttackSpec): string {
  return normOf(kindOf(spec).perturbation(spec))!;
}
