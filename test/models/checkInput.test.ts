import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/base/errors.js';
import { checkInput } from '../../src/models/checkInput.js';

function remedyFor(takes: (number | null)[], given: readonly [number, number, number]): string {
  try {
    checkInput('model', takes, given);
  } catch (error) {
    return (error as UserError).parts.remedy ?? '';
  }
  throw new Error('accepted');
}

describe('checkInput', () => {
  it('accepts the given shape, with sizes that the model leaves open', () => {
    expect(checkInput('model', [null, null, null, 3], [8, 9, 3])).toBeNull();
    expect(checkInput('model', [1, 8, 9, 3], [8, 9, 3])).toBe(1);
  });

  it.each<[string, (number | null)[], readonly [number, number, number], RegExp]>([
    ['channels', [null, 32, 32, 3], [32, 32, 1], /, or set "channels": "rgb" in its preprocessing$/],
    ['grey', [null, 32, 32, 1], [32, 32, 3], /, or set "channels": "grey" in its preprocessing$/],
    [
      'size',
      [null, 28, 24, 1],
      [32, 32, 1],
      /set "resize": \{ "height": 28, "width": 24, "method": "bilinear" \} in its/,
    ],
    [
      'size and channels',
      [null, 28, 28, 3],
      [32, 32, 1],
      /"resize": \{.*\} and "channels": "rgb" in its preprocessing$/,
    ],
    ['layout', [null, 3, 32, 32], [32, 32, 3], /set "layout": "nchw"/],
    ['another rank', [null, 784], [28, 28, 1], /trained for$/],
  ])('names the preprocessing that makes images fit: %s', (_, takes, given, remedy) => {
    expect(remedyFor(takes, given)).toMatch(remedy);
  });

  it('refuses a fixed batch of several images', () => {
    expect(() => checkInput('model', [4, 8, 8, 3], [8, 8, 3])).toThrow(UserError);
  });
});
