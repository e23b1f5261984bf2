import type { CellFailure, GalleryImage } from '../contract/cell.js';
import type { Results } from '../contract/result.js';
import type { AssertionSpec } from '../contract/suite.js';
import { evaluateAssertions } from '../gate/evaluateAssertions.js';
import { formVerdict } from '../gate/formVerdict.js';
import { computeGaps } from './computeGaps.js';
import { isMadeGood, missingImages } from './missingImages.js';
import { selectPairs } from './selectPairs.js';
import { type Portion, summariseCell } from './summariseCell.js';

/** What is known of a run apart from what came out of it. */
export interface RunFrame
  extends Omit<Results, 'schemaVersion' | 'cells' | 'gaps' | 'gallery' | 'failures' | 'verdict'> {
  readonly assertions: readonly AssertionSpec[];
}

/** What came out of a run, in any order. */
export interface RunOutcomes {
  readonly portions: readonly Portion[];
  readonly gallery: readonly GalleryImage[];
  readonly failures: readonly CellFailure[];
}

/**
 * Computes the whole answer of a run from its outcomes: the one path that runs and merged shards share, so that both give
 * the same figures. The order of outcomes has no influence.
 */
export function buildResults({ assertions, ...frame }: RunFrame, outcomes: RunOutcomes): Results {
  const pairs = selectPairs(frame.models, frame.attacks, frame.partial?.grep);
  const order = new Map(pairs.map(({ model, attack }, index) => [`${model}/${attack}`, index]));
  const rank = ({ model, attack }: { readonly model: string; readonly attack: string }) =>
    order.get(`${model}/${attack}`)!;
  const strengths = new Map(frame.attacks.map(({ id, strength }) => [id, strength]));
  const portionsOf: Portion[][] = pairs.map(() => []);
  for (const portion of outcomes.portions) portionsOf[rank(portion)]!.push(portion);
  const summarised = pairs.flatMap(({ attack }, index) => {
    const portions = portionsOf[index]!;
    return portions.length === 0 ? [] : [summariseCell(portions, strengths.get(attack)!)];
  });
  const cells = summarised.map(({ cell }) => cell);
  const { attacks, reference, evaluation } = frame;
  const run = {
    ...frame,
    cells,
    gaps: reference ? computeGaps(summarised, { attacks, reference, seed: evaluation.seed }) : [],
    gallery: outcomes.gallery.toSorted((a, b) => rank(a) - rank(b) || a.image - b.image),
    failures: outcomes.failures
      .filter((failure) => !isMadeGood(failure, cells))
      .toSorted((a, b) => rank(a) - rank(b) || a.images[0] - b.images[0]),
  };
  const verdict = formVerdict({
    assertions: evaluateAssertions(run, assertions),
    comparison: null,
    missing: missingImages(run),
  });
  return { schemaVersion: 1, ...run, verdict };
}
