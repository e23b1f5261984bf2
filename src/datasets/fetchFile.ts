import { createWriteStream, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { UserError } from '../base/errors.js';
import { count } from './datasetFiles.js';

/**
 * Downloads a URL to a file. A partial file of an interrupted call is continued if the server supports it. Logs a line at each
 * tenth. Throws `UserError` with `remedy` if the URL cannot be reached or the connection breaks; the partial file is kept for the
 * next call.
 */
export async function fetchFile(url: string, file: string, { log, remedy }: FetchOptions): Promise<void> {
  const have = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  const response = await request(url, have, remedy);
  if (have > 0 && response.status === 416) {
    // The partial file is already complete or belongs to another file; the checksum or a new start decides.
    await response.body?.cancel();
    if (totalOf(response) === have) return;
    await rm(file);
    return fetchFile(url, file, { log, remedy });
  }
  const continued = response.status === 206;
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    throw unreachable(url, `status ${response.status} ${response.statusText}`, remedy);
  }
  const start = continued ? have : 0;
  const total = start + Number(response.headers.get('content-length') ?? Number.NaN);
  log(
    `${url}: ${Number.isFinite(total) ? `${count(total)} bytes` : 'size unknown'}${continued ? `, continued at ${count(start)}` : ''}`,
  );
  const progress = reportTenths(start, total, log);
  try {
    const body = Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]);
    await pipeline(body, progress, createWriteStream(file, { flags: continued ? 'a' : 'w' }));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const full = code === 'ENOSPC' || code === 'EDQUOT';
    const again = 'run the same command again: it continues where it stopped';
    throw unreachable(
      url,
      causeOf(error) ?? message,
      full ? 'free some space, then run the same command again' : again,
    );
  }
}

export interface FetchOptions {
  readonly log: (line: string) => void;
  /** What to do if the URL cannot be reached. */
  readonly remedy: string;
}

async function request(url: string, have: number, remedy: string): Promise<Response> {
  try {
    // Sizes and ranges refer to the file only without content encoding.
    const headers = { 'accept-encoding': 'identity', ...(have > 0 ? { range: `bytes=${have}-` } : {}) };
    return await fetch(url, { headers });
  } catch (error) {
    throw unreachable(url, causeOf(error) ?? (error as Error).message, remedy);
  }
}

/** Size of the whole file from a 416 response. */
function totalOf(response: Response): number | undefined {
  const total = /\/(\d+)$/.exec(response.headers.get('content-range') ?? '')?.[1];
  return total === undefined ? undefined : Number(total);
}

function reportTenths(start: number, total: number, log: (line: string) => void): Transform {
  let have = start;
  let tenths = Math.floor((10 * start) / total);
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      have += chunk.length;
      if (Math.floor((10 * have) / total) > tenths) {
        tenths = Math.floor((10 * have) / total);
        log(`  ${10 * tenths} %, ${count(have)} bytes`);
      }
      done(null, chunk);
    },
  });
}

/** fetch hides the cause behind a bare "fetch failed". */
function causeOf(error: unknown): string | undefined {
  const { cause } = error as { readonly cause?: { readonly code?: string; readonly message?: string } };
  return cause === undefined ? undefined : [cause.code, cause.message].filter(Boolean).join(': ');
}

function unreachable(where: string, found: string, remedy: string): UserError {
  return new UserError({ where, expected: 'a file to download', found, remedy });
}
