import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { attributeNames } from '../../src/base/tensorflowAttributes.js';
import { loadTensorflow } from '../../src/kernels/bindings/tensorflowModule.js';
import { repository } from '../support/runCli.js';

const tensorflow = loadTensorflow();

/** Names of op attributes in a source of tfjs-node or of our kernels, as they are written there. */
function namesIn(source: string): string[] {
  const literals = source.matchAll(/\{\s*name: '(\w+)',\s*(?:type\b|value:)|OpAttr\)?\('(\w+)'/g);
  return [...literals].map(([, plain, typed]) => (plain ?? typed)!);
}

/** All such names in the files of a folder that `wanted` takes. */
function namesBelow(folder: string, wanted: RegExp): Set<string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => wanted.test(file));
  return new Set(files.flatMap((file) => namesIn(readFileSync(join(folder, file), 'utf8'))));
}

describe('attributes that TensorFlow threads know from the start', () => {
  it('hold those of our kernels', () => {
    const own = namesBelow(join(repository, 'src/kernels'), /ensorflow\w*\.ts$/);
    expect(own).toContain('ksizes');
    for (const name of own) expect(attributeNames).toContain(name);
  });

  it.skipIf(!tensorflow.loaded)('are those of our kernels and of tfjs-node', () => {
    const own = namesBelow(join(repository, 'src/kernels'), /ensorflow\w*\.ts$/);
    const theirs = namesBelow(join(repository, 'node_modules/@tensorflow/tfjs-node/dist'), /(?<!_test)\.js$/);
    expect([...attributeNames].sort()).toEqual([...new Set([...own, ...theirs])].sort());
  });

  it.skipIf(!tensorflow.loaded)('can be set by eight threads at once, which otherwise ends most processes', () => {
    for (const _ of [1, 2, 3]) {
      const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' };
      const script = join(repository, 'test/support/addonThreads.mjs');
      const { status, signal, stderr } = spawnSync(process.execPath, [script], { env, encoding: 'utf8' });
      expect({ status, signal, stderr }).toEqual({ status: 0, signal: null, stderr: '' });
    }
  });
});
