import { UserError } from '../base/errors.js';
import type { ResultCell, Results } from '../contract/result.js';
import { strengthValues } from '../metrics/strengthValues.js';
import { unpackCell } from '../metrics/unpackCell.js';

/**
 * Holds against each other what results say more than once: cells and the models and attacks they name, points and sweeps,
 * counts and outcomes. Throws `UserError` where they differ: the file was damaged or edited.
 */
export function checkResultCells(results: Results, file: string): void {
  const { audit } = results;
  const probed = (audit?.cells ?? []).map((cell, index) => ({ cell, at: `${file} /audit/cells/${index}` }));
  const cells = results.cells.map((cell, index) => ({ cell, at: `${file} /cells/${index}` }));
  for (const { cell, at } of [...cells, ...probed]) {
    const attack = [...results.attacks, ...(audit?.probes ?? [])].find(({ id }) => id === cell.attack);
    const known = results.models.some(({ id }) => id === cell.model) && attack !== undefined;
    if (!known) throw damaged(at, 'a model and an attack that the results define', `${cell.model}/${cell.attack}`);
    checkLengths(cell, strengthValues(attack.strength).length, at);
    checkCounts(cell, file, at);
  }
}

function checkLengths({ points, parts }: ResultCell, expected: number, at: string): void {
  if (points.length !== expected)
    throw damaged(`${at}/points`, `${expected} points, as its attack has`, `${points.length}`);
  let end = 0;
  for (const [index, { images, epsilonSum, snrDbSum, snrDbCount }] of parts.entries()) {
    const where = `${at}/parts/${index}`;
    if (images[0] < end || images[1] <= images[0]) {
      throw damaged(where, 'ranges of images in ascending order', `${images[0]} to ${images[1]}`);
    }
    end = images[1];
    const lengths = [epsilonSum.length, snrDbSum.length, snrDbCount.length];
    if (lengths.some((length) => length !== expected))
      throw damaged(where, `${expected} sums of each kind`, lengths.join(', '));
  }
}

function checkCounts(cell: ResultCell, file: string, at: string): void {
  const { clean, points } = unpackCell(cell, file);
  const sum = (hits: readonly number[]) => hits.reduce((total, count) => total + count, 0);
  const counts = [cell.clean, ...cell.points];
  for (const [index, hits] of [clean, ...points].entries()) {
    const { hits: claimed, total } = counts[index]!;
    const found = [sum(hits), hits.length * cell.draws];
    if (claimed === found[0] && total === found[1]) continue;
    const where = index === 0 ? `${at}/clean` : `${at}/points/${index - 1}`;
    throw damaged(where, `${found[0]} hits of ${found[1]}, as its outcomes say`, `${claimed} of ${total}`);
  }
}

function damaged(where: string, expected: string, found: string): UserError {
  return new UserError({
    where,
    expected,
    found,
    remedy: 'the file is damaged or was edited: make it again with eval',
  });
}
