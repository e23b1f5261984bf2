import { UserError } from '../base/errors.js';

/** Where the input comes from, for the message; the remedy is that of data sets if not told. */
interface InputOrigin {
  readonly from: string;
  readonly remedy?: string;
}

/**
 * Compares a model's input shape, batch first, with the shape it will get. Returns its fixed batch size, null if dynamic. Throws
 * `UserError` for another shape and for a fixed batch of several images.
 */
export function checkInput(
  path: string,
  takes: readonly (number | null)[] | undefined,
  given: readonly [number, number, number],
  origin: InputOrigin = { from: 'data set and preprocessing' },
): 1 | null {
  if (takes === undefined) return null;
  const [batch, ...image] = takes;
  const fits = image.length === 3 && image.every((side, axis) => side === null || side === given[axis]);
  if (!fits) {
    throw new UserError({
      where: path,
      expected: `input of ${given.join(' x ')}, from ${origin.from}`,
      found: image.map((side) => side ?? 'any').join(' x '),
      remedy:
        origin.remedy ?? `evaluate the model on the data set that it was trained for${preprocessingFor(image, given)}`,
    });
  }
  if (batch === null || batch === undefined) return null;
  if (batch === 1) return 1;
  const remedy = 'convert the model again with a dynamic batch size';
  throw new UserError({ where: path, expected: 'a dynamic batch size, or 1', found: `always ${batch}`, remedy });
}

/** The preprocessing that would make the images fit, as the end of a remedy. */
function preprocessingFor(takes: readonly (number | null)[], given: readonly [number, number, number]): string {
  const [height, width, channels] = takes;
  const isChannelsFirst = takes.length === 3 && (height === 1 || height === 3) && channels !== 1 && channels !== 3;
  if (isChannelsFirst) return ', or set "layout": "nchw" in its preprocessing';
  const settings = [
    ...((height ?? given[0]) === given[0] && (width ?? given[1]) === given[1]
      ? []
      : [`"resize": { "height": ${height ?? given[0]}, "width": ${width ?? given[1]}, "method": "bilinear" }`]),
    ...(channels === 3 && given[2] === 1 ? ['"channels": "rgb"'] : []),
    ...(channels === 1 && given[2] === 3 ? ['"channels": "grey"'] : []),
  ];
  return takes.length === 3 && settings.length > 0 ? `, or set ${settings.join(' and ')} in its preprocessing` : '';
}
