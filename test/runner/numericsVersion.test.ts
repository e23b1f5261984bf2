import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { computingFiles } from '../../src/base/computingFiles.js';
import { loadDataset } from '../../src/datasets/loadDataset.js';
import { numericsParts } from '../../src/runner/numericsVersion.js';
import type { WorkerStart } from '../../src/runner/workerTask.js';
import { repository } from '../support/runCli.js';

const builtWorker = pathToFileURL(join(repository, 'dist', 'runner', 'worker.js')).href;

/** Scripts that a worker has loaded once it has inspected a model, and those listed as what computing depends on. */
async function loadedScripts(backend: 'wasm' | 'cpu') {
  const dataset = await loadDataset({ name: 'mnist', split: 'test', images: 10 }, { dataDir: undefined });
  const models = [{ id: 'm', label: 'm', path: join(repository, 'models/mnist/random-16') }];
  const start: WorkerStart = { backend, data: { kind: 'shared', dataset }, models };
  const script = fileURLToPath(new URL('../support/loadedScripts.mjs', import.meta.url));
  const worker = new Worker(script, {
    workerData: { ...start, worker: builtWorker, task: { kind: 'inspect', model: 'm' } },
  });
  const message = await new Promise<{ answer: { ok: boolean }; paths: string[]; listed: string[] }>(
    (resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    },
  );
  await worker.terminate();
  expect(message.answer.ok).toBe(true);
  const harness = [script, fileURLToPath(new URL('../base/computingFiles.js', builtWorker))];
  return { loaded: message.paths.filter((path) => !harness.includes(path)), listed: new Set(message.listed) };
}

describe('the files that computing depends on', () => {
  it.each(['wasm', 'cpu'] as const)('hold every script that a worker loads on %s', async (backend) => {
    const { loaded, listed } = await loadedScripts(backend);
    expect(loaded.some((path) => path.endsWith('tf-layers.node.js'))).toBe(true);
    // Hundreds of small files would take longer to load than everything else that a worker does before its first cell.
    expect(loaded.length).toBeLessThan(120);
    expect(loaded.filter((path) => !listed.has(path))).toEqual([]);
  });

  it('are the modules of the program, of tfjs and its ops, and the sources of the WebAssembly', () => {
    const parts = numericsParts().map((line) => line.split(' ')[0]!);
    for (const name of [
      'src/cells/runCell.ts',
      'src/attacks/pgd.ts',
      'src/kernels/tiledConv2d/wasm.ts',
      'src/models/loadModel.ts',
      'dist/kernels/relaxed.wasm',
      'node_modules/@tensorflow/tfjs-core/dist/tf-core.node.js',
      'node_modules/@tensorflow/tfjs-layers/dist/tf-layers.node.js',
      'node_modules/@tensorflow/tfjs-backend-cpu/dist/tf-backend-cpu.node.js',
      'node_modules/@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm',
      '@tensorflow/tfjs-node',
    ]) {
      expect(parts).toContain(name);
    }
    expect(parts.some((name) => /^src\/(cli|reports|gate|results|planning)\//.test(name))).toBe(false);
    expect(parts.some((name) => name.startsWith('node_modules/pure-rand/'))).toBe(true);
  });

  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rapa-imports-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('are found through every way to name a module, round circles, and without those of types', () => {
    for (const place of ['lazy', 'pack/lib']) mkdirSync(join(folder, 'node_modules', place), { recursive: true });
    const files = {
      'entry.ts': `import type { T } from './types.js';\nimport { a } from './a.js';\nexport * from './b.js';
        import './bare.cjs';\nconst load = createRequire(import.meta.url)('lazy');\nconst c = await import('./c.js');\nimport {\n  d,\n  type E,\n} from './d.js';`,
      'a.ts': "import './entry.js';",
      'b.ts': "export type { T } from './types.js';",
      'bare.cjs': "const pack = require('pack');\nrequire('not-installed');\nrequire('fs');",
      'c.ts': '',
      'd.ts': '',
      'types.ts': '',
      'node_modules/lazy/index.js': '',
      'node_modules/pack/package.json': '{ "name": "pack", "main": "lib/main.js" }',
      'node_modules/pack/lib/main.js': "module.exports = require('./op');\nrequire('./addon.node');",
      'node_modules/pack/lib/op.js': '',
      'node_modules/pack/lib/addon.node': '',
    };
    for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text);
    const found = computingFiles(join(folder, 'entry.ts')).map((path) => path.slice(folder.length + 1));
    const expected = ['a.ts', 'b.ts', 'bare.cjs', 'c.ts', 'd.ts', 'entry.ts'];
    expect(found.filter((path) => !path.includes('node_modules')).sort()).toEqual(expected);
    expect(found.filter((path) => path.includes('node_modules')).map((path) => path.split('/').at(-1))).toEqual([
      'index.js',
      'main.js',
      'op.js',
    ]);
  });
});
