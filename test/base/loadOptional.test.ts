import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/base/errors.js';
import { loadOptional, type OptionalPackage } from '../../src/base/loadOptional.js';

const { peerDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));

describe('loadOptional', () => {
  it.each([
    ['bullmq', `npm install bullmq@${peerDependencies.bullmq} ioredis@${peerDependencies.ioredis}`],
    ['@aws-sdk/client-s3', `npm install @aws-sdk/client-s3@${peerDependencies['@aws-sdk/client-s3']}`],
  ] as const)('names the command that installs %s in the version of package.json', async (name, command) => {
    const missing = 'a-package-that-is-not-there';
    const loading = loadOptional(name satisfies OptionalPackage, () => import(/* @vite-ignore */ missing), '--queue');
    await expect(loading).rejects.toBeInstanceOf(UserError);
    await expect(loading).rejects.toThrow(command);
  });

  it('hides no other error', async () => {
    await expect(loadOptional('bullmq', () => Promise.reject(new Error('broken')), '--queue')).rejects.toThrow(
      'broken',
    );
  });

  it('returns the module', async () => {
    expect(await loadOptional('ioredis', () => Promise.resolve({ Redis: 1 }), '--queue')).toEqual({ Redis: 1 });
  });
});
