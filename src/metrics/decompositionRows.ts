import type { ResultCurve, ResultDecomposition, ResultGainPart, ResultModel, Results } from '../contract/result.js';
import type { AttackSpec } from '../contract/suite.js';
import { bootstrapGaps, type GapCurve } from './bootstrapGaps.js';
import { haveSameImages } from './curveImages.js';
import { type AttackAtPoint, type DecomposedAttack, decomposedAttacks } from './decomposedAttacks.js';
import { gapReduction } from './gapReduction.js';

/** The inputs of decompositions. */
export type DecompositionInput = Pick<Results, 'attacks' | 'models' | 'curves' | 'reference'> & {
  readonly seed: number;
};

/**
 * Where the gain of each decomposed model sits, under each gradient attack: relative accuracy and reduction of the reference's gap
 * for the suite's other deterministic models, the mean and the reduced network, and the model itself under known draws and under
 * fresh ones with falling numbers of averaged draws. The reductions' intervals are by a bootstrap over images, paired across all
 * parts; parts over other images than the model's own curve are left out.
 */
export function decompositionRows(input: DecompositionInput): ResultDecomposition[] {
  const { attacks, models, reference } = input;
  const decomposed = models.filter(({ id }) => models.some(({ reduces }) => reduces === id));
  if (decomposed.length === 0) return [];
  const all = decomposedAttacks(attacks, reference?.snrDb);
  return decomposed.flatMap((model) =>
    all.flatMap((of): ResultDecomposition[] => {
      const parts = partsOf(input, model, of);
      return parts.length === 0 ? [] : [{ model: model.id, attack: of.attack.id, point: of.point, parts }];
    }),
  );
}

interface Piece extends Pick<ResultGainPart, 'part' | 'model' | 'eot'> {
  readonly attack: AttackSpec;
  readonly point: number;
}

function partsOf(input: DecompositionInput, model: ResultModel, of: DecomposedAttack): ResultGainPart[] {
  const read = piecesOf(input, model, of).flatMap((piece) => {
    const curve = input.curves.find((own) => own.model === piece.model && own.attack === piece.attack.id);
    return curve === undefined || curve.points[piece.point]!.relative.total === 0 ? [] : [{ piece, curve }];
  });
  const own = read.find(({ piece }) => piece.model === model.id);
  if (own === undefined) return [];
  const alike = read.filter(({ curve }) => haveSameImages([curve, own.curve]));
  const reference = alike.findIndex(({ piece }) => piece.part === 'reference');
  const intervals = bootstrapGaps(
    alike.map(({ piece, curve }) => gapCurve(curve, piece.point, reference < 0 ? null : reference)),
    { seed: input.seed },
  );
  const gaps = alike.map(({ piece, curve }) => 1 - rate(curve.points[piece.point]!.relative));
  return alike.map(({ piece: { part, model: id, attack, eot, point }, curve }, index) => {
    const { outcomes: _, ...clean } = curve.clean;
    const reduction = index === reference || reference < 0 ? null : gapReduction(gaps[index]!, gaps[reference]!);
    const reductionInterval = reduction === null ? null : intervals[index]!.reduction;
    const { relative } = curve.points[point]!;
    return { part, model: id, attack: attack.id, eot, clean, relative, reduction, reductionInterval };
  });
}

/** The parts in the order of the chart, whether or not they were computed. */
function piecesOf({ models, reference }: DecompositionInput, model: ResultModel, of: DecomposedAttack): Piece[] {
  const own = ({ attack, point }: AttackAtPoint) => ({ attack, point });
  const others = models.filter(
    ({ stochastic, reduces, id }) => !stochastic && reduces === undefined && id !== model.id,
  );
  const beside = others.map(({ id }): Piece => {
    const part = id === reference?.model ? 'reference' : 'other';
    return { part, model: id, eot: null, ...own(of) };
  });
  const reduced = models
    .filter(({ reduces }) => reduces === model.id)
    .map(
      ({ id, reduce }): Piece => ({ part: reduce === 'mean' ? 'mean' : 'reduced', model: id, eot: null, ...own(of) }),
    );
  const known = of.known === null ? [] : [{ part: 'known', model: model.id, eot: null, ...own(of.known) } as const];
  const fresh = of.fresh.map(({ eot, ...at }): Piece => ({ part: 'fresh', model: model.id, eot, ...own(at) }));
  return [
    ...beside.filter(isReference),
    ...beside.filter((piece) => !isReference(piece)),
    ...reduced,
    ...known,
    ...fresh,
  ];
}

function isReference({ part }: Piece): boolean {
  return part === 'reference';
}

function rate({ hits, total }: { readonly hits: number; readonly total: number }): number {
  return hits / total;
}

function gapCurve({ clean, points, draws }: ResultCurve, point: number, reference: number | null): GapCurve {
  const { outcomes } = points[point]!;
  return {
    survived: Float64Array.from(clean.outcomes, (hits, image) => (hits * outcomes[image]!) / draws),
    clean: Float64Array.from(clean.outcomes),
    reference,
  };
}
