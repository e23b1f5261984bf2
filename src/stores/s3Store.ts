import type { S3Client } from '@aws-sdk/client-s3';
import { UserError } from '../base/errors.js';
import { loadOptional } from '../base/loadOptional.js';
import { type Store, StoreFull } from './store.js';

const requestsAtOnce = 32;
/** Codes with which services say that a quota or a disk is full. */
const fullCodes = ['QuotaExceeded', 'XMinioStorageFull', 'InsufficientStorage', 'EntityTooLarge'];

/**
 * A store in a bucket of S3 or a compatible service, `s3://bucket/prefix`. Region, credentials and endpoint are those of the SDK:
 * AWS_REGION, AWS_ACCESS_KEY_ID, AWS_ENDPOINT_URL and so on. New objects are put under the condition that there is none.
 * Rejects with `UserError` if the SDK is not installed, the address is none, or the bucket cannot be reached.
 */
export async function s3Store(address: string): Promise<Store> {
  const { bucket, prefix } = parseAddress(address);
  const sdk = await loadOptional('@aws-sdk/client-s3', () => import('@aws-sdk/client-s3'), '--store s3://');
  const endpoint = process.env.AWS_ENDPOINT_URL_S3 ?? process.env.AWS_ENDPOINT_URL;
  // Other services have no host name for each bucket.
  const client = new sdk.S3Client(endpoint === undefined ? {} : { endpoint, forcePathStyle: true });
  const target = (name: string) => ({ Bucket: bucket, Key: `${prefix}${name}` });
  await requireBucket(client, () => client.send(new sdk.HeadBucketCommand({ Bucket: bucket })), `s3://${bucket}`);
  const head = async (name: string) => {
    const found = await attempt(() => client.send(new sdk.HeadObjectCommand(target(name))), [404]);
    return found !== null;
  };
  return {
    place: `s3://${bucket}/${prefix}`,
    get: async (name) => {
      const found = await attempt(() => client.send(new sdk.GetObjectCommand(target(name))), [404]);
      return found === null ? null : await found.Body!.transformToByteArray();
    },
    put: async (name, bytes, { replace = false } = {}) => {
      const condition = replace ? {} : { IfNoneMatch: '*' };
      const request = new sdk.PutObjectCommand({ ...target(name), Body: bytes, ...condition });
      // 412: there is an object; 409: another request is storing it now.
      await attempt(() => client.send(request), [409, 412]);
    },
    present: async (names) => {
      const found = new Array<boolean>(names.length);
      let next = 0;
      const lane = async () => {
        for (let at = next++; at < names.length; at = next++) found[at] = await head(names[at]!);
      };
      await Promise.all(Array.from({ length: requestsAtOnce }, lane));
      return found;
    },
    close: async () => client.destroy(),
  };
}

function parseAddress(address: string): { readonly bucket: string; readonly prefix: string } {
  const match = /^s3:\/\/([a-z0-9][a-z0-9.-]+)(?:\/(.*))?$/.exec(address);
  if (match) return { bucket: match[1]!, prefix: match[2] ? `${match[2].replace(/\/+$/, '')}/` : '' };
  throw new UserError({
    where: '--store',
    expected: 's3://bucket/prefix, with credentials in the environment',
    found: address.includes('@') ? 'an address with credentials or an at sign' : address,
  });
}

/** The answer, or null for the expected statuses. */
async function attempt<T>(send: () => Promise<T>, expected: readonly number[]): Promise<T | null> {
  try {
    return await send();
  } catch (error) {
    const { name, message, $metadata } = error as Error & { readonly $metadata?: { readonly httpStatusCode?: number } };
    const status = $metadata?.httpStatusCode;
    if (status !== undefined && expected.includes(status)) return null;
    if (status === 507 || fullCodes.includes(name)) throw new StoreFull(`${name}: ${message}`);
    throw error;
  }
}

async function requireBucket(client: S3Client, send: () => Promise<unknown>, place: string): Promise<void> {
  try {
    await send();
  } catch (error) {
    client.destroy();
    const { name, message, $metadata } = error as Error & { readonly $metadata?: { readonly httpStatusCode?: number } };
    const status = $metadata?.httpStatusCode;
    throw new UserError({
      where: `--store ${place}`,
      expected: 'a bucket that this machine can read and write',
      found: status === 404 ? 'no such bucket' : status === 403 ? 'access denied' : `${name}: ${message}`,
      remedy:
        "check the bucket, AWS_REGION, the credentials, this machine's clock and, for other services than AWS, AWS_ENDPOINT_URL",
    });
  }
}
