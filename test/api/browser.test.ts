import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attack, gap, mcnemarExact, snr, startEngine, wilsonInterval } from '../../src/api/index.js';
import tf from '../../src/tfjs/tfjs.cjs';
import { hasBrowser, openBrowser } from '../reports/support/openPage.js';
import { repository } from '../support/runCli.js';

const bundle = join(repository, 'dist', 'browser', 'index.js');
const folder = mkdtempSync(join(tmpdir(), 'rapa-browser-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What a user writes: a page that attacks a model of its own. */
const program = `
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { attack, gap, mcnemarExact, setWasmPaths, snr, startEngine, wilsonInterval } from 'rapa/browser';

globalThis.run = async () => {
  setWasmPaths('/wasm/');
  const engine = await startEngine('wasm');
  const images = tf.tensor4d(globalThis.pixels, [6, 8, 8, 1]);
  const weights = tf.tensor2d(globalThis.weights, [64, 3]);
  const classifier = (x) => tf.matMul(tf.reshape(x, [-1, 64]), weights);
  const options = { checkGradient: true, seed: 3 };
  const found = await attack(classifier, images, [0, 1, 2, 0, 1, 2], { kind: 'pgd', epsilon: '16/255', steps: 5 }, options);
  const net = sequential({ layers: [
    layers.conv2d({ inputShape: [8, 8, 1], filters: 4, kernelSize: 3, activation: 'relu', kernelInitializer: 'ones' }),
    layers.flatten(),
    layers.dense({ units: 3, activation: 'softmax', kernelInitializer: 'glorotNormal' }),
  ] });
  const ofLayers = await attack(net, images, [0, 1, 2, 0, 1, 2], { kind: 'fgsm', snrDb: 20 });
  return {
    engine,
    adversarial: [...found.adversarial.dataSync()],
    predicted: [...found.predicted],
    clean: [...found.clean],
    snrDb: found.snrDb,
    gradient: found.gradient,
    layersSnrDb: ofLayers.snrDb,
    figures: [snr([1, 0], [1, 0.1]), gap([true, true], [true, false]), ...wilsonInterval(3, 7), mcnemarExact(2, 9)],
  };
};
`;

describe('rapa/browser', () => {
  it('imports packages of this one’s dependencies, and no module of Node', () => {
    const text = readFileSync(bundle, 'utf8');
    const imports = [...text.matchAll(/^import\s[^;]*?["']([^"']+)["'];?$/gm)].map(([, name]) => name!);
    expect(imports.length).toBeGreaterThan(3);
    const { dependencies } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));
    const packageOf = (name: string) => name.split('/', name.startsWith('@') ? 2 : 1).join('/');
    expect(imports.filter((name) => !Object.hasOwn(dependencies, packageOf(name)))).toEqual([]);
    expect(text).not.toMatch(/["']node:|\brequire\(/);
  });

  describe.skipIf(!hasBrowser)('in Chromium (skipped where there is none)', () => {
    let browser: Browser;
    let server: Server;
    beforeAll(async () => {
      writeFileSync(join(folder, 'page.mjs'), program);
      await build({
        entryPoints: [join(folder, 'page.mjs')],
        outfile: join(folder, 'page.js'),
        ...{ bundle: true, format: 'iife', platform: 'browser', logLevel: 'silent' },
        alias: { 'rapa/browser': bundle },
        nodePaths: [join(repository, 'node_modules')],
      });
      const binaries = join(repository, 'node_modules', '@tensorflow', 'tfjs-backend-wasm', 'dist');
      server = createServer(({ url = '' }, response) => {
        const wasm = /^\/wasm\/([\w-]+\.wasm)$/.exec(url)?.[1];
        const types = wasm ? 'application/wasm' : url === '/page.js' ? 'text/javascript' : 'text/html';
        response.setHeader('content-type', types);
        if (wasm) response.end(readFileSync(join(binaries, wasm)));
        else if (url === '/page.js') response.end(readFileSync(join(folder, 'page.js')));
        else response.end('<!doctype html><link rel="icon" href="data:,"><script src="/page.js"></script>');
      }).listen(0, '127.0.0.1');
      browser = await openBrowser();
    }, 180_000);
    afterAll(async () => {
      await browser?.close();
      server?.close();
    });

    it('attacks a model with the examples and figures that Node gives', async () => {
      const pixels = Array.from({ length: 6 * 64 }, (_, at) => ((at * 37) % 101) / 100);
      const weights = Array.from({ length: 64 * 3 }, (_, at) => (((at * 53) % 97) - 48) / 200);
      const page = await browser.newPage();
      const complaints: string[] = [];
      page.on('pageerror', ({ message }) => complaints.push(message));
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text());
      });
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      const found = await page.evaluate(
        async ([ownPixels, ownWeights]) => {
          const own = globalThis as unknown as { pixels: unknown; weights: unknown; run: () => Promise<unknown> };
          Object.assign(own, { pixels: ownPixels, weights: ownWeights });
          return own.run() as Promise<Found>;
        },
        [pixels, weights],
      );
      expect(complaints).toEqual([]);
      expect(found.engine).toMatchObject({ backend: 'wasm', simd: expect.stringContaining('SIMD') });

      await startEngine('wasm');
      const images = tf.tensor4d(pixels, [6, 8, 8, 1]);
      const kernel = tf.tensor2d(weights, [64, 3]);
      const classifier = (x: tf.Tensor4D) => x.reshape([-1, 64]).matMul(kernel);
      const settings = { kind: 'pgd', epsilon: '16/255', steps: 5 } as const;
      const here = await attack(classifier, images, [0, 1, 2, 0, 1, 2], settings, { checkGradient: true, seed: 3 });
      expect(here.gradient!.agreeing).toBe(here.gradient!.trials);
      expect(found.predicted).toEqual([...here.predicted]);
      expect(found.clean).toEqual([...here.clean]);
      const values = here.adversarial.dataSync();
      expect(Math.max(...values.map((value, at) => Math.abs(value - found.adversarial[at]!)))).toBeLessThan(1e-6);
      expect(found.gradient.agreeing).toBe(found.gradient.trials);
      for (const snrDb of found.layersSnrDb) expect(snrDb).toBeGreaterThan(19.99);
      expect(found.figures).toEqual([
        snr([1, 0], [1, 0.1]),
        gap([true, true], [true, false]),
        ...wilsonInterval(3, 7),
        mcnemarExact(2, 9),
      ]);
      await page.close();
    });
  });
});

interface Found {
  readonly engine: unknown;
  readonly adversarial: number[];
  readonly predicted: number[];
  readonly clean: number[];
  readonly gradient: { readonly agreeing: number; readonly trials: number };
  readonly layersSnrDb: number[];
  readonly figures: number[];
}
