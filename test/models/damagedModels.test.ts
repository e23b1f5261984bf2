import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../src/base/errors.js';
import { randomStream } from '../../src/base/random.js';
import { startEngine } from '../../src/kernels/engine.js';
import type { GraphLayer } from '../../src/models/keras/kerasGraph.js';
import { trainingCalls } from '../../src/models/keras/trainingCalls.js';
import { loadModel } from '../../src/models/loadModel.js';
import { readModel } from '../../src/models/modelReaders.js';

const source = join(import.meta.dirname, 'converted');
const models = (name: string) => join(import.meta.dirname, '../../models', name);
let folder = '';
beforeAll(async () => {
  await startEngine('wasm');
  folder = mkdtempSync(join(tmpdir(), 'rapa-damaged-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

// biome-ignore lint/suspicious/noExplicitAny: anything may stand in a damaged file.
type Json = Record<string, any>;

/** A copy of a converted model, or of one by its path, its model.json changed. */
function damaged(name: string, format: string, change: (model: Json) => void): string {
  const path = join(folder, name);
  cpSync(resolve(source, format), path, { recursive: true });
  const file = join(path, 'model.json');
  const model = JSON.parse(readFileSync(file, 'utf8')) as Json;
  change(model);
  writeFileSync(file, JSON.stringify(model));
  return path;
}

const layersOf = (model: Json) => model.modelTopology.model_config.config.layers as Json[];
const nodesOf = (model: Json) => model.modelTopology.node as Json[];

describe('a model that is too large', () => {
  it.each(['layers', 'graph'] as const)('is refused before its weights are read: %s', (format) => {
    const path = join(source, format);
    expect(() => readModel(path, {}, 2 ** 12)).toThrow(/at most 1 MB, half[\s\S]*or more[\s\S]*--memory/);
    expect(() => readModel(path, {}, 2 ** 24)).not.toThrow();
  });
});

describe('a damaged model is refused before tfjs sees it', () => {
  it.each<[string, 'layers' | 'graph', (model: Json) => void, RegExp]>([
    [
      'unknown layer',
      'layers',
      (model) => (layersOf(model)[1]!.class_name = 'Frobnicate'),
      /Frobnicate[\s\S]*model.export/,
    ],
    [
      'an attribute that is not known',
      'layers',
      (model) => (layersOf(model)[1]!.config.kernel_flipped = true),
      /'kernel_flipped'\n.*known here\n.*true[\s\S]*model.export/,
    ],
    [
      'no layers',
      'layers',
      (model) => (model.modelTopology.model_config.config.layers = 7),
      /layers[\s\S]*a list of layers/,
    ],
    ['no config', 'layers', (model) => (model.modelTopology.model_config = 'x'), /model_config[\s\S]*a model/],
    [
      'subclassed',
      'layers',
      (model) => (model.modelTopology.model_config.class_name = 'Mine'),
      /Functional[\s\S]*subclassed/,
    ],
    [
      'two of a name',
      'layers',
      (model) => (layersOf(model)[2]!.config.name = layersOf(model)[1]!.config.name),
      /no other layer/,
    ],
    ['nodes of no list', 'layers', (model) => (layersOf(model)[1]!.inbound_nodes = 5), /inbound_nodes[\s\S]*a list/],
    ['no shard', 'layers', (model) => (model.weightsManifest[0].paths = ['gone.bin']), /gone.bin[\s\S]*no such file/],
    [
      'shard outside',
      'layers',
      (model) => (model.weightsManifest[0].paths = ['../w.bin']),
      /weights in[\s\S]*\.\.\/w.bin/,
    ],
    [
      'shard absolute',
      'layers',
      (model) => (model.weightsManifest[0].paths = ['/dev/zero']),
      /weights in[\s\S]*dev.zero/,
    ],
    [
      'shape of texts',
      'layers',
      (model) => (model.weightsManifest[0].weights[0].shape = ['a']),
      /'shape' of whole numbers/,
    ],
    [
      'unknown type',
      'layers',
      (model) => (model.weightsManifest[0].weights[0].dtype = 'float8'),
      /'dtype' among[\s\S]*float8/,
    ],
    [
      'type of quantised weights only',
      'layers',
      (model) => (model.weightsManifest[0].weights[0].dtype = 'uint16'),
      /'dtype' among float32, int32, bool[\s\S]*uint16/,
    ],
    [
      'quantised without a scale',
      'graph',
      (model) => (model.weightsManifest[0].weights[0].quantization = { dtype: 'uint8', min: 0 }),
      /'quantization'\n.*numbers 'scale' and 'min'\n.*\{"min":0\}/,
    ],
    [
      'whole numbers as 16-bit floats',
      'layers',
      (model) =>
        Object.assign(model.weightsManifest[0].weights[0], { dtype: 'int32', quantization: { dtype: 'float16' } }),
      /as float16\n.*'dtype' among float32\n.*int32/,
    ],
    [
      'quantised to an unknown type',
      'layers',
      (model) => (model.weightsManifest[0].weights[0].quantization = { dtype: 'int4', scale: 1, min: 0 }),
      /'dtype' among uint8, uint16, float16\n.*int4/,
    ],
    ['larger weight', 'layers', (model) => (model.weightsManifest[0].weights[0].shape = [9, 9]), /bytes of weights/],
    [
      'fused ops of no list',
      'graph',
      (model) => (nodesOf(model).find(({ attr }) => attr?.fused_ops)!.attr.fused_ops.list.s = 'x'),
      /node \d+[\s\S]*an object 'attr'/,
    ],
    ['node that is none', 'graph', (model) => nodesOf(model).push(3 as never), /node \d+[\s\S]*'name' and 'op'/],
    ['dangling input', 'graph', (model) => (nodesOf(model).at(-1)!.input = ['nowhere']), /'nowhere'[\s\S]*no node/],
    [
      'circle',
      'graph',
      (model) => (nodesOf(model).find(({ op }) => /Conv2D/.test(op))!.input[0] = nodesOf(model).at(-1)!.name),
      /c(ir|y)cle/,
    ],
    ['twice', 'graph', (model) => nodesOf(model).push({ ...nodesOf(model).at(-1)! }), /a unique name/],
    ['constant gone', 'graph', (model) => (model.weightsManifest[0].weights[0].name = 'else'), /a weight '/],
    [
      'channels first',
      'graph',
      (model) => (nodesOf(model).find(({ op }) => /Conv2D/.test(op))!.attr.data_format.s = 'TkNIVw=='),
      /NHWC[\s\S]*NCHW in .*Conv2D/,
    ],
  ])('%s (%s)', async (name, format, change, message) => {
    const path = damaged(name, format, change);
    const failure = await loadModel(path, { inputShape: [28, 28, 1], classes: 10 }).catch((error: Error) => error);
    expect(failure).toBeInstanceOf(UserError);
    expect((failure as Error).message).toMatch(message);
  });

  it.each<[string, (layer: Json) => void, RegExp]>([
    ['takes from nothing', (layer) => (layer.inbound_nodes = [[]]), /'lrn1', inbound_nodes[\s\S]*a layer to take from/],
    ['has no name', (layer) => delete layer.name, /layer \d+[\s\S]*a 'name'[\s\S]*nothing/],
    ['has two names', (layer) => (layer.config.name = 'other'), /'lrn1' in its config[\s\S]*other/],
    ['takes from itself beside the path', (layer) => layer.inbound_nodes.push([['lrn1', 1, 0, {}]]), /c(ir|y)cle/],
  ])("a layer that tfjs's own loader would wait for without end: it %s", (name, change, message) => {
    const path = damaged(name, models('mnist/random-16'), (model) =>
      change(model.modelTopology.config.layers.find((layer: Json) => layer.name === 'lrn1')),
    );
    expect(() => readModel(path)).toThrow(message);
  });

  it('layers called in training mode: dropout is off and noted, a normalisation by the batch is refused', async () => {
    const graph = (className: string, name: string): GraphLayer => ({
      name,
      className,
      config: {},
      calls: [{ args: [], kwargs: { training: { kind: 'constant', value: true } } }],
      firstCall: 0,
    });
    expect(trainingCalls('m', [graph('Dropout', 'drop')])).toEqual([
      "layer 'drop' (Dropout) is called in training mode: it is off here",
    ]);
    expect(() => trainingCalls('m', [graph('BatchNormalization', 'bn')])).toThrow(/layer 'bn'[\s\S]*training=True/);
  });

  it('weights that are a link out of the folder, a pipe, or a model.json that is one', () => {
    const link = damaged('link', 'layers', (model) => (model.weightsManifest[0].paths = ['link.bin']));
    symlinkSync('/dev/zero', join(link, 'link.bin'));
    expect(() => readModel(link)).toThrow(/weights in[\s\S]*link.bin/);
    const pipe = damaged('pipe', 'layers', (model) => (model.weightsManifest[0].paths = ['pipe.bin']));
    execFileSync('mkfifo', [join(pipe, 'pipe.bin')]);
    expect(() => readModel(pipe)).toThrow(/pipe.bin[\s\S]*not a regular file/);
    const json = damaged('json', 'layers', () => {});
    rmSync(join(json, 'model.json'));
    execFileSync('mkfifo', [join(json, 'model.json')]);
    expect(() => readModel(json)).toThrow(/model.json[\s\S]*not a regular file/);
  });

  it('or loads: no mutant of a model.json hangs or fails in another way', async () => {
    const stream = randomStream(11, 'test', 1);
    const words: unknown[] = [null, -1, 0, 1e9, '', 'x', [], {}, true, [['a', 0, 0]], [null]];
    let refused = 0;
    for (let at = 0; at < 60; at++) {
      const format = at % 2 === 0 ? 'layers' : 'graph';
      const path = damaged(`mutant-${at}`, format, (model) => {
        const places = placesOf(model);
        const [holder, key] = places[Math.floor(stream.float() * places.length)]!;
        holder[key] = words[Math.floor(stream.float() * words.length)];
      });
      try {
        (await loadModel(path, { inputShape: [28, 28, 1], classes: 10 })).dispose();
      } catch (error) {
        refused++;
        expect(error, `${path}: ${(error as Error).stack}`).toBeInstanceOf(UserError);
      }
    }
    expect(refused).toBeGreaterThan(5);
  });
});

/** Every value in a JSON value by what holds it, weights' names aside. */
function placesOf(value: unknown): [Record<string, unknown>, string][] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Record<string, unknown>;
  return Object.keys(holder).flatMap((key) => [
    [holder, key] as [Record<string, unknown>, string],
    ...placesOf(holder[key]),
  ]);
}
