import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '../../src/base/stableHash.js';
import { modelsNamed, shippedModels } from '../../src/setup/shippedModels.js';
import { repository, runCli } from '../support/runCli.js';

const models = join(repository, 'models');
const name = 'mnist/baseline';
const weights = `${name}/weights.bin`;
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rapa-models-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const get = (...words: string[]) => runCli(['models', 'get', ...words], { cwd: folder });
const bytesOf = (...path: string[]) => readFileSync(join(...path));

describe('the index of the published models', () => {
  it('holds the files of models/ and their hashes; npm run index:models writes it', () => {
    const groups = ['cifar10', 'mnist'].flatMap((group) =>
      readdirSync(join(models, group)).map((each) => `${group}/${each}`),
    );
    expect(Object.keys(shippedModels())).toEqual(groups.sort());
    for (const [each, files] of Object.entries(shippedModels())) {
      expect(Object.keys(files)).toEqual(readdirSync(join(models, each)).sort());
      for (const [file, { bytes, sha256: hash }] of Object.entries(files)) {
        const content = bytesOf(models, each, file);
        expect([content.length, sha256(content)]).toEqual([bytes, hash]);
      }
    }
  });

  it('is searched by name, by data set and by all', () => {
    expect(modelsNamed('mnist/random-128')).toEqual(['mnist/random-128']);
    expect(modelsNamed('mnist')).toHaveLength(4);
    expect(modelsNamed('all')).toHaveLength(10);
    expect(modelsNamed('mni')).toEqual([]);
  });
});

describe('models get', () => {
  it('copies a model from a folder; a second time there is nothing to do', async () => {
    const first = await get(name, '--from', models);
    expect([first.code, first.stderr]).toEqual([0, `${name} is ready in models/${name}\n`]);
    expect(bytesOf(folder, 'models', weights).equals(bytesOf(models, weights))).toBe(true);
    const again = await get(name);
    expect([again.code, again.stderr]).toEqual([0, `${name} is already in models/${name}\n`]);
  });

  it('finds the installed package rapa-models', async () => {
    const place = join(folder, 'node_modules', 'rapa-models');
    cpSync(join(models, name), join(place, 'models', name), { recursive: true });
    writeFileSync(join(place, 'package.json'), '{ "name": "rapa-models" }');
    expect((await get(name, '-o', 'installed')).code).toBe(0);
    rmSync(place, { recursive: true });
    const { code, stderr } = await get(name, '-o', 'none');
    expect([code, existsSync(join(folder, 'none'))]).toEqual([2, false]);
    expect(stderr).toContain('no package rapa-models');
  });

  it('downloads from a URL', async () => {
    const server = createServer(({ url }, response) => response.end(bytesOf(models, url!.slice('/release/'.length))));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/release/`;
    const { code, stderr } = await get(name, '--from', url, '-o', 'fetched');
    server.close();
    expect([code, stderr.split('\n').at(-2)]).toEqual([0, `${name} is ready in fetched/${name}`]);
    expect(bytesOf(folder, 'fetched', weights).equals(bytesOf(models, weights))).toBe(true);
  });

  it('writes nothing if a file has another hash, and never over another model', async () => {
    cpSync(join(models, name), join(folder, 'damaged', name), { recursive: true });
    const damaged = bytesOf(models, weights);
    damaged[1000]! ^= 1;
    writeFileSync(join(folder, 'damaged', weights), damaged);
    const bad = await get(name, '--from', 'damaged', '-o', 'target');
    expect([bad.code, existsSync(join(folder, 'target'))]).toEqual([2, false]);
    expect(bad.stderr).toMatch(/weights\.bin\n {2}expected: SHA-256 [0-9a-f]{64}\n/);
    mkdirSync(join(folder, 'mine', name), { recursive: true });
    writeFileSync(join(folder, 'mine', name, 'model.json'), '{}');
    const other = await get(name, '--from', models, '-o', 'mine');
    expect([other.code, bytesOf(folder, 'mine', name, 'model.json').toString()]).toEqual([2, '{}']);
  });

  it('names the known models if there is none of that name', async () => {
    const { code, stderr } = await get('resnet');
    expect(code).toBe(2);
    expect(stderr).toContain('cifar10/random-16');
  });
});

describe('models list', () => {
  it('says where each model is', async () => {
    const { stdout } = await runCli(['models', 'list'], { cwd: folder });
    expect(stdout).toMatch(/mnist\/random-128 +5\.4 MB/);
  });
});
