import { expect, it } from 'vitest';
import { UserError } from '../../src/base/errors.js';

it('no part of a message moves the cursor, ends a line or turns the direction of writing', () => {
  const { message } = new UserError({
    where: 'a\u001b[2Jb',
    expected: 'one\r\nline',
    found: '\u202etxt\u0007',
    remedy: 'none\n::error::made up',
  });
  expect(message.split('\n')).toHaveLength(4);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  expect(message.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
  expect(message).toContain('expected: one line');
});
