import type { Redis } from 'ioredis';
import { UserError } from '../base/errors.js';
import { loadOptional } from '../base/loadOptional.js';
import type { RedisAddress } from './redisAddress.js';

const connectTimeoutMs = 5000;
const longestRetryMs = 3000;
/** BullMQ uses commands of this version. */
const oldestVersion = [6, 2] as const;

/** An open connection, which reconnects by itself, and what is remarkable about the server. */
export interface OpenRedis {
  readonly redis: Redis;
  /** Sentences for the user; empty if all is well. */
  readonly notes: readonly string[];
}

/**
 * Connects to Redis and checks that it can serve a queue. Rejects with `UserError`, within seconds, if nobody answers, the password
 * is refused, the version is too old, or ioredis or bullmq is not installed. The caller closes the connection with `disconnect`.
 */
export async function openRedis({ options, place }: RedisAddress): Promise<OpenRedis> {
  const { Redis } = await loadOptional('ioredis', () => import('ioredis'), '--queue');
  await loadOptional('bullmq', () => import('bullmq'), '--queue');
  const trial = new Redis({
    ...options,
    lazyConnect: true,
    connectTimeout: connectTimeoutMs,
    commandTimeout: connectTimeoutMs,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  let reason: Error | undefined;
  trial.on('error', (error) => {
    reason ??= error;
  });
  try {
    await trial.connect();
    const facts = readFacts(await trial.info());
    if (reason !== undefined) throw reason; // such as a database that it does not have: ioredis goes on in database 0
    requireVersion(facts, place);
    const redis = new Redis({ ...options, ...steady });
    // ioredis reconnects; what depends on the connection has limits of its own.
    redis.on('error', () => {});
    return { redis, notes: remarks(facts, place) };
  } catch (error) {
    throw error instanceof UserError ? error : refusal(place, reason ?? (error as Error));
  } finally {
    trial.disconnect();
  }
}

/** Options of connections that wait for Redis to come back. BullMQ demands that commands are not given up. */
export const steady = {
  maxRetriesPerRequest: null,
  connectTimeout: connectTimeoutMs,
  retryStrategy: (attempts: number) => Math.min(100 * 2 ** Math.min(attempts, 5), longestRetryMs),
};

function readFacts(info: string): ReadonlyMap<string, string> {
  return new Map(
    info.split(/\r?\n/).flatMap((line) => {
      const at = line.indexOf(':');
      return at < 0 ? [] : [[line.slice(0, at), line.slice(at + 1)] as const];
    }),
  );
}

function requireVersion(facts: ReadonlyMap<string, string>, place: string): void {
  const found = facts.get('redis_version') ?? 'unknown';
  const [major = 0, minor = 0] = found.split('.').map(Number);
  if (major > oldestVersion[0] || (major === oldestVersion[0] && minor >= oldestVersion[1])) return;
  throw new UserError({
    where: `--queue ${place}`,
    expected: `Redis ${oldestVersion.join('.')} or later`,
    found: `version ${found}`,
    remedy: 'use a newer Redis or Valkey',
  });
}

function remarks(facts: ReadonlyMap<string, string>, place: string): string[] {
  const notes: string[] = [];
  const policy = facts.get('maxmemory_policy');
  if (policy !== undefined && policy !== 'noeviction' && facts.get('maxmemory') !== '0') {
    notes.push(`${place} removes keys when its memory is full (${policy}); set maxmemory-policy to noeviction`);
  }
  if (facts.get('aof_enabled') === '0') {
    notes.push(
      `${place} keeps no append-only file: if it is killed, its jobs are enqueued again by a running coordinator only`,
    );
  }
  return notes;
}

/** What TLS says of a certificate that is not trusted: self-signed, of an unknown signer, for another name, out of date. */
const certificateFault =
  /self-signed certificate|unable to (verify|get)|altname|certificate has expired|not yet valid/i;

function refusal(place: string, { message }: Error): UserError {
  const where = `--queue ${place}`;
  const found = message === '' ? 'no answer' : message;
  const protocol = place.slice(0, place.indexOf(':'));
  if (/WRONGPASS|NOAUTH|invalid password|NOPERM/i.test(message)) {
    return new UserError({
      where,
      expected: 'the right user and password',
      found,
      remedy: `put them into the address: ${protocol}://user:password@host/0, best in RAPA_QUEUE`,
    });
  }
  if (certificateFault.test(message)) {
    return new UserError({
      where,
      expected: "a certificate for the server's name that this machine trusts",
      found,
      remedy:
        "start Node with NODE_EXTRA_CA_CERTS=<file>, the certificate of the site's own signer, and write the name in the certificate",
    });
  }
  return new UserError({
    where,
    expected: 'a Redis server that answers',
    found,
    remedy: `start redis-server, or correct the address (${otherProtocol[protocol] ?? 'host and port'}); a firewall may be between`,
  });
}

/** Servers that speak TLS, and those that do not, give no answer to the other kind of client. */
const otherProtocol: Readonly<Record<string, string>> = {
  redis: 'rediss:// if the server speaks TLS',
  rediss: 'redis:// if the server does not speak TLS',
};
