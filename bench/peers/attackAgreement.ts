import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kindOf } from '../../src/attackKinds/attackKinds.js';
import { UserError } from '../../src/base/errors.js';
import type { Dataset } from '../../src/contract/dataset.js';
import type { AttackSpec, DatasetName, Suite } from '../../src/contract/suite.js';
import { loadDataset } from '../../src/datasets/loadDataset.js';
import type { PerturbationNorm } from '../../src/perturbations/ball.js';
import { normOf } from '../../src/perturbations/perturbations.js';
import { runSuiteProcess } from '../runSuiteProcess.js';
import type { PairOutcomes } from '../suiteProcess.js';
import { compareStanding, type StandingComparison } from './compareStanding.js';
import { type AttackOutcomes, type ImageFiles, isFailure, type PythonPeer } from './pythonPeer.js';
import { type Library, rivalsOf } from './rivals.js';
import { shareOut } from './shareOut.js';

/** An attack at one strength, compared with a library's. */
export interface AttackAgreement extends StandingComparison {
  readonly dataset: DatasetName;
  readonly attack: string;
  readonly library: Library;
  readonly norm: PerturbationNorm;
  readonly epsilon: number;
}

/** The attacks of a suite, or the reason why they could not be compared. */
export type SuiteAgreement =
  | { readonly dataset: DatasetName; readonly attacks: readonly AttackAgreement[] }
  | { readonly dataset: DatasetName; readonly missing: string };

export interface AgreementSettings {
  /** Number of images from the start of the data set, or `imagesOfLongSearches` for slow attacks. */
  readonly images: number;
  readonly imagesOfLongSearches: number;
}

/** Peers that run different attacks in parallel, and a folder for the images. */
interface Surroundings {
  readonly peers: readonly PythonPeer[];
  readonly workers: number;
  readonly folder: string;
}

/**
 * Robust accuracy under our attacks and the libraries', on the same weights and images. Ours run as a suite through the runner;
 * the examples of the libraries are evaluated by PyTorch. A missing data set is reported.
 */
export async function measureAgreement(
  suites: readonly Suite[],
  settings: AgreementSettings,
  around: Surroundings,
): Promise<SuiteAgreement[]> {
  const figures: SuiteAgreement[] = [];
  for (const suite of suites) {
    const { name: dataset } = suite.dataset;
    try {
      const data = await loadDataset(suite.dataset, { dataDir: undefined });
      figures.push({ dataset, attacks: await compareSuite(suite, data, { settings, around }) });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      figures.push({ dataset, missing: error.message });
    }
  }
  return figures;
}

interface Comparison {
  readonly settings: AgreementSettings;
  readonly around: Surroundings;
}

async function compareSuite(suite: Suite, data: Dataset, { settings, around }: Comparison): Promise<AttackAgreement[]> {
  const imagesOf = ({ kind }: AttackSpec) => (kind === 'cw' ? settings.imagesOfLongSearches : settings.images);
  const ours: PairOutcomes[] = [];
  for (const count of new Set(suite.attacks.map(imagesOf))) {
    process.stderr.write(`${suite.name}: our attacks on ${count} images\n`);
    const part = { ...suite, attacks: suite.attacks.filter((attack) => imagesOf(attack) === count) };
    const run = { suite: part, images: { kind: 'own', count }, workers: around.workers } as const;
    ours.push(...(await runSuiteProcess(run)).outcomes);
  }
  const duels = suite.attacks.flatMap((spec) => rivalsOf(spec).map((library) => ({ spec, library })));
  const compared = await shareOut(around.peers, duels, async (peer, { spec, library }) => {
    process.stderr.write(`${suite.name}: ${spec.id} of ${library}\n`);
    const images = writeImages(data, imagesOf(spec), around.folder);
    const theirs = await askPeer(peer, { suite, spec, library, images });
    return duel({ suite, spec, library }, ours.find(({ attack }) => attack === spec.id)!, theirs);
  });
  return compared.flat();
}

/** One comparison per strength. Throws if the two sides differ on clean images, because the networks then differ. */
function duel(
  { suite, spec, library }: { readonly suite: Suite; readonly spec: AttackSpec; readonly library: Library },
  ours: PairOutcomes,
  theirs: AttackOutcomes,
): AttackAgreement[] {
  const { onlyOurs, onlyTheirs } = compareStanding(ours.clean, theirs.clean);
  if (onlyOurs + onlyTheirs > 0) {
    throw new Error(`${suite.name}: ${onlyOurs + onlyTheirs} clean images are classified differently by PyTorch`);
  }
  return epsilonsOf(spec).map((epsilon, point) => ({
    dataset: suite.dataset.name,
    attack: spec.id,
    library,
    norm: normOf(kindOf(spec).perturbation(spec))!,
    epsilon,
    ...compareStanding(ours.points[point]!, theirs.points[point]!),
  }));
}

async function askPeer(
  peer: PythonPeer,
  asked: {
    readonly suite: Suite;
    readonly spec: AttackSpec;
    readonly library: Library;
    readonly images: ImageFiles;
  },
): Promise<AttackOutcomes> {
  const { suite, spec, library, images } = asked;
  const attack = { library, spec, epsilons: epsilonsOf(spec), norm: normOf(kindOf(spec).perturbation(spec))! };
  const network = suite.models[0]!.path;
  const answer = await peer.ask<AttackOutcomes>({ operation: 'outcomes', network, images, attack });
  if (isFailure(answer)) throw new Error(`${library}, ${suite.name}, ${spec.id}: ${answer.error}`);
  return answer;
}

function epsilonsOf({ id, strength }: AttackSpec): readonly number[] {
  if (strength.kind !== 'epsilons') throw new Error(`${id}: the peers know epsilons only`);
  return strength.epsilons;
}

/** Writes the first images as bytes for the peers. */
export function writeImages({ name, shape, pixels, labels }: Dataset, images: number, folder: string): ImageFiles {
  const own = join(folder, `${name}-${images}`);
  mkdirSync(own, { recursive: true });
  const files = { pixels: join(own, 'pixels'), labels: join(own, 'labels') };
  writeFileSync(files.pixels, pixels.subarray(0, images * shape[0] * shape[1] * shape[2]));
  writeFileSync(files.labels, Uint8Array.from(labels.subarray(0, images)));
  return files;
}
