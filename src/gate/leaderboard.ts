import { UserError } from '../base/errors.js';
import { stableHash } from '../base/stableHash.js';
import type { Interval, Proportion, ResultCurve, Results, ResultWorst } from '../contract/result.js';
import type { AttackSpec } from '../contract/suite.js';
import { accuracyProportion } from '../metrics/accuracyProportion.js';
import { curveImages } from '../metrics/curveImages.js';
import { holm } from '../metrics/holm.js';
import { entersWorstCase } from '../metrics/isAdversary.js';
import { strengthAxis } from '../metrics/strengthAxis.js';
import { strengthValues } from '../metrics/strengthValues.js';
import { worstCase } from '../metrics/worstCase.js';
import { worstLabel } from '../metrics/worstLabel.js';
import { compareOutcomes } from './compareOutcomes.js';

/** A run and its name, such as its folder. */
export interface NamedRun {
  readonly name: string;
  readonly results: Results;
}

/** What the examples may do: the strength at which models are compared. */
export type Threat = Pick<ResultWorst, 'axis' | 'bound' | 'value'>;

/** An attack with the same settings in every run that has it. */
export interface BoardAttack {
  /** As in the first run that has it. */
  readonly attack: AttackSpec;
  /** Part of the worst case: adversarial, and run on every model. */
  readonly isShared: boolean;
}

/** A model of a run. Places count from 1; models whose worst cases the images cannot tell apart share one. */
export interface BoardEntry {
  readonly run: string;
  readonly model: Results['models'][number];
  readonly place: number;
  readonly clean: Proportion;
  /** By attack; null where it was not run on this model. */
  readonly attacks: readonly (Proportion | null)[];
  /** Over the shared attacks: for each image the fewest hits. */
  readonly worst: Proportion;
}

/** Two models compared image by image in the worst case: `first` stands above `second`. */
export interface BoardPair {
  readonly first: number;
  readonly second: number;
  readonly difference: number;
  readonly interval: Interval;
  /** Exact McNemar test, with Holm's correction over all pairs. */
  readonly adjustedPValue: number;
}

/** Models of many runs, best first. */
export interface Leaderboard {
  readonly threat: Threat;
  readonly images: number;
  readonly dataset: Results['dataset'];
  readonly attacks: readonly BoardAttack[];
  readonly entries: readonly BoardEntry[];
  readonly pairs: readonly BoardPair[];
  /** Sentences about what was left out. */
  readonly notes: readonly string[];
}

/** The strength to compare at; left out: the one that most attacks share. */
export type AskedStrength = { readonly snrDb: number } | { readonly epsilon: number } | undefined;

const alpha = 0.05;

interface Candidate {
  readonly run: NamedRun;
  readonly model: Results['models'][number];
  /** Curves and points at the threat, by attack definition. */
  readonly points: ReadonlyMap<string, { readonly curve: ResultCurve; readonly point: number }>;
  readonly first: ResultCurve;
}

/**
 * Ranks the models of all runs by accuracy in the worst case over the attacks that were run on every one of them, at one strength. A
 * place is 1 + the number of models that are better by an exact McNemar test at 5 % with Holm's correction over all pairs. Throws
 * `UserError` for runs on different images, and where no attack at the strength was run on all models.
 */
export function leaderboard(runs: readonly NamedRun[], asked: AskedStrength): Leaderboard {
  requireSameData(runs);
  const threat = chooseThreat(runs, asked);
  const attacks = attacksAt(runs, threat);
  const found = runs.flatMap((run) => candidatesOf(run, threat));
  const { kept, notes } = withoutCopies(found);
  requireSameImages(kept);
  const isShared = (key: string, attack: AttackSpec) =>
    entersWorstCase(attack) && kept.every(({ points }) => points.has(key));
  const shared = [...attacks].filter(([key, attack]) => isShared(key, attack)).map(([key]) => key);
  if (shared.length === 0) throw nothingShared(threat, attacks);
  const rated = kept
    .map((candidate) => {
      const hits = worstCase(shared.map((key) => hitsAt(candidate, key)));
      return { candidate, hits, worst: accuracyProportion(hits, candidate.first.draws) };
    })
    .sort((a, b) => b.worst.hits / b.worst.total - a.worst.hits / a.worst.total);
  const pairs = comparePairs(rated.map(({ candidate, hits }) => ({ hits, draws: candidate.first.draws })));
  return {
    threat,
    images: rated[0]!.hits.length,
    dataset: runs[0]!.results.dataset,
    attacks: [...attacks].map(([key, attack]) => ({ attack, isShared: shared.includes(key) })),
    entries: rated.map(({ candidate, worst }, index) => ({
      ...{ run: candidate.run.name, model: candidate.model, worst },
      place: 1 + pairs.filter(({ second, adjustedPValue }) => second === index && adjustedPValue < alpha).length,
      clean: accuracyProportion(candidate.first.clean.outcomes, candidate.first.draws),
      attacks: [...attacks.keys()].map((key) =>
        candidate.points.has(key) ? accuracyProportion(hitsAt(candidate, key), candidate.first.draws) : null,
      ),
    })),
    pairs,
    notes,
  };
}

function requireSameData(runs: readonly NamedRun[]): void {
  const [first, ...others] = runs as [NamedRun, ...NamedRun[]];
  for (const { name, results } of others) {
    const { dataset } = results;
    const planned = first.results.dataset;
    if (dataset.sha256 === planned.sha256 && dataset.split === planned.split) continue;
    throw new UserError({
      where: name,
      expected: `the images of ${first.name}: ${planned.name} ${planned.split} (SHA-256 ${planned.sha256.slice(0, 12)}...)`,
      found: `${dataset.name} ${dataset.split} (SHA-256 ${dataset.sha256.slice(0, 12)}...)`,
      remedy: 'models can be ranked on the same images only: make a leaderboard for each data set',
    });
  }
}

/** The strength that is asked for, or that of most attacks in most runs; the reference SNR of the first run decides ties. */
function chooseThreat(runs: readonly NamedRun[], asked: AskedStrength): Threat {
  const votes = new Map<string, { readonly threat: Threat; count: number }>();
  for (const { results } of runs) {
    for (const attack of results.attacks.filter(entersWorstCase)) {
      for (const value of strengthValues(attack.strength)) {
        const threat = { ...strengthAxis(attack), value };
        if (!isAsked(threat, asked)) continue;
        const key = stableHash(threat);
        const models = results.curves.filter((curve) => curve.attack === attack.id).length;
        const vote = votes.get(key) ?? { threat, count: 0 };
        vote.count += models;
        votes.set(key, vote);
      }
    }
  }
  const reference = runs[0]!.results.reference?.snrDb;
  const isReference = ({ axis, value }: Threat) => Number(axis === 'snrDb' && value === reference);
  const [best] = [...votes.values()].sort((a, b) => b.count - a.count || isReference(b.threat) - isReference(a.threat));
  if (best !== undefined) return best.threat;
  throw new UserError({
    where: 'leaderboard',
    expected: 'runs with an adversarial attack at the strength that is asked for',
    found: asked === undefined ? 'none' : `none at ${JSON.stringify(asked)}`,
    remedy: 'name a strength of the sweeps with --snr or --epsilon',
  });
}

function isAsked({ axis, value }: Threat, asked: AskedStrength): boolean {
  if (asked === undefined) return true;
  const wanted = 'snrDb' in asked ? asked.snrDb : asked.epsilon;
  const isAxis = axis === ('snrDb' in asked ? 'snrDb' : 'epsilon');
  return isAxis && Math.abs(value - wanted) < 1e-9;
}

function isAt(attack: AttackSpec, { axis, bound }: Threat): boolean {
  const own = strengthAxis(attack);
  return attack.strength.kind !== 'severities' && own.axis === axis && own.bound === bound;
}

/** What the attack does, without its name and the other points of its sweep. */
function definitionOf({ id: _, strength: __, decomposes: ___, ...settings }: AttackSpec): string {
  return stableHash(settings);
}

function attacksAt(runs: readonly NamedRun[], threat: Threat): Map<string, AttackSpec> {
  const own = runs.flatMap(({ results: { attacks } }) =>
    attacks.filter(
      (attack) =>
        isAt(attack, threat) &&
        attack.decomposes === undefined &&
        strengthValues(attack.strength).includes(threat.value),
    ),
  );
  return new Map(
    own
      .toReversed()
      .map((attack) => [definitionOf(attack), attack] as const)
      .reverse(),
  );
}

function candidatesOf(run: NamedRun, threat: Threat): Candidate[] {
  const { models, attacks, curves } = run.results;
  return models.flatMap((model): Candidate[] => {
    const points = new Map(
      attacks.flatMap((attack) => {
        const curve = curves.find((own) => own.model === model.id && own.attack === attack.id);
        const point = isAt(attack, threat) ? strengthValues(attack.strength).indexOf(threat.value) : -1;
        return curve === undefined || point < 0 ? [] : [[definitionOf(attack), { curve, point }] as const];
      }),
    );
    const [first] = points.values();
    return first === undefined ? [] : [{ run, model, points, first: first.curve }];
  });
}

/** A model that was evaluated in several runs counts once, in the run with the most attacks. */
function withoutCopies(found: readonly Candidate[]): { readonly kept: Candidate[]; readonly notes: string[] } {
  const keyOf = ({ model, run: { results } }: Candidate) => stableHash([model.sha256, results.evaluation]);
  const kept = new Map<string, Candidate>();
  const notes: string[] = [];
  for (const candidate of found.toSorted((a, b) => b.points.size - a.points.size)) {
    const other = kept.get(keyOf(candidate));
    if (other === undefined) kept.set(keyOf(candidate), candidate);
    else
      notes.push(
        `${candidate.model.label} of ${candidate.run.name} is left out: it is ${other.model.label} of ${other.run.name}`,
      );
  }
  return { kept: found.filter((candidate) => kept.get(keyOf(candidate)) === candidate), notes };
}

function requireSameImages(kept: readonly Candidate[]): void {
  const textOf = ({ first }: Candidate) => curveImages(first).join();
  const expected = textOf(kept[0]!);
  for (const candidate of kept) {
    const uneven = [...candidate.points.values()].find(({ curve }) => curveImages(curve).join() !== expected);
    if (uneven === undefined) continue;
    throw new UserError({
      where: `${candidate.run.name}, ${candidate.model.id} under ${uneven.curve.attack}`,
      expected: `the ${curveImages(kept[0]!.first).length} images of ${kept[0]!.run.name}`,
      found: `${curveImages(uneven.curve).length} images, or others`,
      remedy: 'models can be ranked on the same images only: run with the same --limit, to the end',
    });
  }
}

function hitsAt({ points }: Candidate, key: string): readonly number[] {
  const { curve, point } = points.get(key)!;
  return curve.points[point]!.outcomes;
}

function comparePairs(rated: readonly { readonly hits: readonly number[]; readonly draws: number }[]): BoardPair[] {
  const ids = rated[0]!.hits.map((_, image) => image);
  const raw = rated.flatMap((first, above) =>
    rated.slice(above + 1).map((second, index) => ({
      ...{ first: above, second: above + 1 + index },
      ...compareOutcomes(ids, second, first),
    })),
  );
  const adjusted = holm(raw.map(({ pValue }) => pValue));
  return raw.map(({ first, second, difference, differenceInterval }, index) => ({
    ...{ first, second, difference, interval: differenceInterval },
    adjustedPValue: adjusted[index]!,
  }));
}

function nothingShared(threat: Threat, attacks: ReadonlyMap<string, AttackSpec>): UserError {
  return new UserError({
    where: 'leaderboard',
    expected: `an adversarial attack with equal settings on every model at ${worstLabel(threat)}`,
    found: `${attacks.size} attacks, each on some of the models`,
    remedy: 'run the same attacks on all models, or name another strength with --snr or --epsilon',
  });
}
