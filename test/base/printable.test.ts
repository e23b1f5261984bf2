import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/base/errors.js';

describe('UserError', () => {
  it('is one line per part, without terminal control sequences from files', () => {
    const found = 'a\u001b[31mred\u0007\r\nerror: forged line\u0085\u009b2J\u202e';
    const { message, parts } = new UserError({ where: `x${found}`, expected: found, found, remedy: found });
    expect(message.split('\n')).toHaveLength(4);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(message).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(message).toContain('red');
    expect(parts.found).toBe(found);
  });
});
