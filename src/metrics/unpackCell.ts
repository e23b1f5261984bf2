import type { ResultCell } from '../contract/result.js';
import { unpackOutcomes } from './packOutcomes.js';

/** Outcomes of a result's cell, image by image: ids ascending, hits (0..draws) on the clean image and at each point. */
export interface CellOutcomes {
  readonly images: readonly number[];
  readonly clean: readonly number[];
  readonly points: readonly (readonly number[])[];
  /** Draws whose loss gradient is zero, where the cell counts them. */
  readonly zeroGradients?: readonly number[];
}

/** Unpacks a cell of results.json. `where` names the file for errors; throws `UserError` for damaged outcomes. */
export function unpackCell(cell: ResultCell, where: string): CellOutcomes {
  const images = cell.parts.flatMap(({ images: [from, to] }) => Array.from({ length: to - from }, (_, i) => from + i));
  const unpack = (outcomes: string, name: string) =>
    unpackOutcomes(outcomes, images.length, cell.draws, { where: `${where} ${cell.model}/${cell.attack} ${name}` });
  return {
    images,
    clean: unpack(cell.clean.outcomes, 'clean outcomes'),
    points: cell.points.map((point, index) => unpack(point.outcomes, `outcomes of point ${index}`)),
    ...(cell.zeroGradients === undefined
      ? {}
      : { zeroGradients: unpack(cell.zeroGradients, 'counts of zero gradients') }),
  };
}
