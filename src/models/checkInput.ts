import { UserError } from '../base/errors.js';

/**
 * Compares a model's input shape, batch first, with the shape it will get. Returns its fixed batch size, null if dynamic. Throws
 * `UserError` for another shape and for a fixed batch of several images.
 */
export function checkInput(
  path: string,
  takes: readonly (number | null)[] | undefined,
  given: readonly [number, number, number],
): 1 | null {
  if (takes === undefined) return null;
  const [batch, ...image] = takes;
  const fits = image.length === 3 && image.every((side, axis) => side === null || side === given[axis]);
  if (!fits) {
    throw new UserError({
      where: path,
      expected: `input of ${given.join(' x ')}, from data set and preprocessing`,
      found: image.map((side) => side ?? 'any').join(' x '),
      remedy: 'evaluate the model on the data set that it was trained for, or set resize or layout in preprocessing',
    });
  }
  if (batch === null || batch === undefined) return null;
  if (batch === 1) return 1;
  const remedy = 'convert the model again with a dynamic batch size';
  throw new UserError({ where: path, expected: 'a dynamic batch size, or 1', found: `always ${batch}`, remedy });
}
