import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/base/errors.js';
import { redisAddress } from '../../src/queue/redisAddress.js';

describe('redisAddress', () => {
  it.each([
    ['redis://host', { host: 'host', port: 6379, db: 0 }, 'redis://host:6379/0'],
    ['redis://host:6380/3', { host: 'host', port: 6380, db: 3 }, 'redis://host:6380/3'],
    [
      'rediss://eva:p%40ss%2Fword@host/1',
      { host: 'host', port: 6379, db: 1, username: 'eva', password: 'p@ss/word', tls: {} },
      'rediss://host:6379/1',
    ],
    ['redis://:secret@[::1]:7000', { host: '::1', port: 7000, db: 0, password: 'secret' }, 'redis://[::1]:7000/0'],
    [
      'redis+unix:///run/my%20redis.sock?db=2',
      { path: '/run/my redis.sock', db: 2 },
      'redis+unix:///run/my redis.sock?db=2',
    ],
  ])('reads %s, and shows it without credentials', (text, options, place) => {
    expect(redisAddress(text, {})).toEqual({ options, place });
    expect(redisAddress(true, { RAPA_QUEUE: text })).toEqual({ options, place });
  });

  it.each([
    '',
    'suite.json',
    'http://user:secret@host/',
    'redis://user:secret@host/db',
    'redis://host:port',
    'user:secret@host',
  ])('refuses %j without showing credentials', (text) => {
    let message = '';
    try {
      redisAddress(text, {});
    } catch (error) {
      expect(error).toBeInstanceOf(UserError);
      message = (error as Error).message;
    }
    expect(message).toContain('an address such as redis://host:6379/0');
    expect(message).not.toContain('secret');
  });

  it('names the variable that is missing', () => {
    expect(() => redisAddress(true, {})).toThrow('RAPA_QUEUE');
  });
});
