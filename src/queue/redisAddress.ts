import { UserError } from '../base/errors.js';

/** The variable that `--queue` without a value reads. */
export const queueVariable = 'RAPA_QUEUE';

/** The options of ioredis that an address gives. */
export interface RedisTarget {
  readonly host?: string;
  readonly port?: number;
  /** Of a Unix socket. */
  readonly path?: string;
  readonly db: number;
  readonly username?: string;
  readonly password?: string;
  readonly tls?: object;
}

/** Where the queue's Redis is. */
export interface RedisAddress {
  /** Options of ioredis, with credentials. */
  readonly options: RedisTarget;
  /** The address without credentials, for messages. */
  readonly place: string;
}

/**
 * Reads `redis://user:password@host:port/db`, `rediss://` for TLS, or `redis+unix:///path/of/socket?db=0`; user, password, port and
 * database may be left out. `text` true: the address in RAPA_QUEUE. Throws `UserError`, which shows no credentials.
 */
export function redisAddress(text: string | true, env: Readonly<Record<string, string | undefined>>): RedisAddress {
  const written = text === true ? env[queueVariable] : text;
  const fault = (found: string) =>
    new UserError({
      where: text === true ? queueVariable : '--queue',
      expected: 'an address such as redis://host:6379/0, rediss://host/0 or redis+unix:///run/redis.sock',
      found,
      remedy: `write --queue redis://host/0, or --queue alone with the address in ${queueVariable}`,
    });
  if (written === undefined || written === '') throw fault('none');
  if (!URL.canParse(written)) throw fault(written.includes('@') ? 'text that is no address' : written);
  const url = new URL(written);
  const credentials = {
    ...(url.username === '' ? {} : { username: decodeURIComponent(url.username) }),
    ...(url.password === '' ? {} : { password: decodeURIComponent(url.password) }),
  };
  if (url.protocol === 'redis+unix:') {
    const db = databaseOf(url.searchParams.get('db') ?? '0');
    const path = decodeURIComponent(url.pathname);
    if (db === null || path === '') throw fault(`redis+unix://${url.pathname}${url.search}`);
    return { options: { path, db, ...credentials }, place: `redis+unix://${path}?db=${db}` };
  }
  const db = databaseOf(url.pathname.slice(1) || '0');
  const isTls = url.protocol === 'rediss:';
  if (!isTls && url.protocol !== 'redis:') throw fault(`an address of ${url.protocol}`);
  if (db === null || url.hostname === '') throw fault(`${url.protocol}//${url.host}${url.pathname}`);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = url.port === '' ? 6379 : Number(url.port);
  return {
    options: { host, port, db, ...credentials, ...(isTls ? { tls: {} } : {}) },
    place: `${url.protocol}//${url.hostname}:${port}/${db}`,
  };
}

function databaseOf(text: string): number | null {
  return /^\d{1,5}$/.test(text) ? Number(text) : null;
}
