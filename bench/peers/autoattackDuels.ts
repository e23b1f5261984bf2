import { fileURLToPath } from 'node:url';
import type { Dataset } from '../../src/contract/dataset.js';
import type { AttackSpec } from '../../src/contract/suite.js';
import { loadDataset } from '../../src/datasets/loadDataset.js';
import { benchSuite, runSuiteProcess } from '../runSuiteProcess.js';
import { writeImages } from './attackAgreement.js';
import { isFailure, type PythonPeer } from './pythonPeer.js';

/** The comparisons with the published code; `standard-1` is at 1/255. */
export const duelNames = ['standard-1', 'standard-2', 'apgd-l1', 'apgd-l1-multi-eps', 'rand'] as const;

export interface AutoattackSettings {
  /** Images of the comparisons on the baseline. */
  readonly images: number;
  /** Images of the comparison on the network with random tiling. */
  readonly stochasticImages: number;
}

/** Fresh draws that judge an example of a stochastic network. */
const judgingDraws = 20;

/** A side's attack, with the number of hits of each image on fresh draws. */
export interface DuelSide {
  readonly name: string;
  readonly seconds: number;
  /** Of the processor, over all threads: what to compare if other programs are at work. */
  readonly processorSeconds: number;
  readonly hits: readonly number[];
  /** The robust accuracy that the published code reports, as a fraction. */
  readonly reported?: number;
}

export interface DuelFigures {
  readonly duel: string;
  readonly network: string;
  readonly epsilon: number;
  /** Fresh draws that judge each image. */
  readonly draws: number;
  /** Hits without an attack, on our side. */
  readonly clean: readonly number[];
  readonly ours: readonly DuelSide[];
  readonly theirs: DuelSide;
}

interface Around {
  readonly peer: PythonPeer;
  readonly cores: number;
  readonly folder: string;
}

/**
 * Our attacks against the published AutoAttack on the same weights and images. Times are those of the attacks and of judging them,
 * ours with the start of workers and models.
 */
export async function measureAutoattack(
  settings: AutoattackSettings & { readonly source: string; readonly duels: readonly string[] },
  around: Around & { readonly onDuel: (figures: readonly DuelFigures[]) => void },
): Promise<DuelFigures[]> {
  const data = await loadDataset({ name: 'cifar10', split: 'test' }, { dataDir: undefined });
  const figures: DuelFigures[] = [];
  for (const duel of settings.duels) {
    process.stderr.write(`autoattack: ${duel}\n`);
    figures.push(await runDuel(plans[duel as keyof typeof plans], { duel, data, settings, around }));
    around.onDuel(figures);
  }
  return figures;
}

interface Plan {
  readonly network: 'baseline' | 'random-16';
  readonly epsilon: number;
  readonly attacks: readonly Record<string, unknown>[];
  readonly version: 'standard' | 'rand' | 'apgd-l1';
  /** Of APGD in L1: three radii in turn. */
  readonly multiEps?: boolean;
}

const autoattack = { kind: 'autoattack', steps: 100, queries: 5000, eot: 20 };
const pgd = { kind: 'pgd', norm: 'linf', steps: 40, relativeStepSize: 0.0625, restarts: 1, eot: 20 };
const apgd = { kind: 'apgd', norm: 'l1', loss: 'ce', targets: 'all', steps: 100, restarts: 1, eot: 1 };
const standard = {
  network: 'baseline',
  version: 'standard',
  attacks: [{ ...autoattack, version: 'standard' }],
} as const;

const plans = {
  'standard-1': { ...standard, epsilon: 1 / 255 },
  'standard-2': { ...standard, epsilon: 2 / 255 },
  'apgd-l1': { network: 'baseline', version: 'apgd-l1', epsilon: 2, attacks: [apgd] },
  'apgd-l1-multi-eps': {
    ...{ network: 'baseline', version: 'apgd-l1', multiEps: true, epsilon: 2 },
    attacks: [{ ...apgd, schedule: 'multi-eps' }],
  },
  rand: {
    ...{ network: 'random-16', version: 'rand', epsilon: 1.4 / 255 },
    attacks: [{ ...autoattack, version: 'rand' }, pgd],
  },
} as const satisfies Record<(typeof duelNames)[number], Plan>;

interface Duel {
  readonly duel: string;
  readonly data: Dataset;
  readonly settings: AutoattackSettings & { readonly source: string };
  readonly around: Around;
}

async function runDuel(plan: Plan, { duel, data, settings, around }: Duel): Promise<DuelFigures> {
  const isStochastic = plan.version === 'rand';
  const count = isStochastic ? settings.stochasticImages : settings.images;
  const draws = isStochastic ? judgingDraws : 1;
  const path = fileURLToPath(new URL(`../../models/cifar10/${plan.network}`, import.meta.url));
  const ours: DuelSide[] = [];
  let clean: readonly number[] = [];
  for (const settingsOf of plan.attacks) {
    const spec = specOf(settingsOf, plan.epsilon);
    const suite = benchSuite([{ id: plan.network, label: plan.network, path }], [spec]);
    const judged = { ...suite, evaluation: { ...suite.evaluation, draws } };
    const run = await runSuiteProcess({ suite: judged, images: { kind: 'own', count }, workers: around.cores });
    clean = run.outcomes[0]!.clean;
    const times = { seconds: run.totalMs / 1000, processorSeconds: run.processorMs / 1000 };
    ours.push({ name: spec.id, ...times, hits: run.outcomes[0]!.points[0]! });
  }
  const images = writeImages(data, count, around.folder);
  const asked = { network: path, images, epsilon: plan.epsilon, source: settings.source };
  const answer = await around.peer.ask<Omit<DuelSide, 'name'>>(
    plan.version === 'apgd-l1'
      ? { operation: 'apgdL1', ...asked, multiEps: plan.multiEps === true }
      : { operation: 'autoattack', ...asked, version: plan.version, draws },
  );
  if (isFailure(answer)) throw new Error(`${answer.error}; ${remedy}`);
  const { network, epsilon } = plan;
  return { duel, network, epsilon, draws, clean, ours, theirs: { ...answer, name: 'published' } };
}

const remedy =
  'the published code: git clone https://github.com/fra31/auto-attack, git checkout a39220048b3c9f2cca9a4d3a54604793c68eca7e there, ' +
  'then --autoattack <that folder>';

function specOf(settings: Record<string, unknown>, epsilon: number): AttackSpec {
  const { version, kind } = settings as { readonly version?: string; readonly kind: string };
  const strength = { kind: 'epsilons', epsilons: [epsilon] };
  return { id: version ?? kind, ...settings, strength, snrReference: 'pixel' } as unknown as AttackSpec;
}
