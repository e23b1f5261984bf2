import { mkdtempSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../src/base/errors.js';
import { startEngine } from '../../src/kernels/engine.js';
import { loadModel } from '../../src/models/loadModel.js';
import { readOnnxFiles } from '../../src/models/onnx/readOnnxFiles.js';
import tf from '../../src/tfjs/tfjs.cjs';
import { type Graph, scattered, smallClassifier, writeOnnx } from './support/onnxFixture.js';

const demands = { inputShape: [8, 8, 3], classes: 10 } as const;
let folder = '';
let count = 0;
beforeAll(async () => {
  await startEngine('wasm');
  folder = mkdtempSync(join(tmpdir(), 'rapa-onnx-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const write = (graph: Graph, opset?: number) => writeOnnx(join(folder, String(count++), 'model.onnx'), graph, opset);

async function faultOf(file: string): Promise<UserError> {
  const error = await loadModel(file, demands).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  return error as UserError;
}

/** The small classifier with nodes between its ReLU and its mean. */
function between(...nodes: Graph['nodes']): Graph {
  const [conv, relu, mean, ...rest] = smallClassifier.nodes;
  return { ...smallClassifier, nodes: [conv, relu, ...nodes, { ...mean, inputs: ['z'] }, ...rest] };
}

describe('an ONNX file', () => {
  it('is read, and leaves no tensors behind when disposed of', async () => {
    const before = tf.memory().numTensors;
    const model = await loadModel(write(smallClassifier), demands);
    expect(model.reading).toEqual({ format: 'onnx', outputs: 'logits', notes: [] });
    expect(model.facts.parameters).toEqual({ convolution: 112, total: 152 });
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('is found in its folder, and by its own name', async () => {
    const file = write(smallClassifier);
    const [byFolder, byFile] = [await loadModel(join(file, '..'), demands), await loadModel(file, demands)];
    expect(byFolder.sha256).toBe(byFile.sha256);
  });

  it('is refused if truncated at any point', async () => {
    const whole = readFileSync(write(smallClassifier));
    for (const bytes of [0, 1, 10, 100, whole.length - 200, whole.length - 1]) {
      const file = write(smallClassifier);
      truncateSync(file, bytes);
      expect((await faultOf(file)).parts.expected).toMatch(/an ONNX model|numbers/);
    }
  });

  it('is refused if it is something else', async () => {
    const file = write(smallClassifier);
    writeFileSync(file, '<html>not found</html>');
    expect((await faultOf(file)).parts.expected).toContain('an ONNX model');
  });

  it.each([5, 10, 24, 99])('is refused at opset %i', async (opset) => {
    expect((await faultOf(write(smallClassifier, opset))).parts).toMatchObject({
      expected: 'ONNX opset 11 to 23',
      found: String(opset),
    });
  });

  it('is refused with operators that are not read, by name, node and opset', async () => {
    const graph = between({ op: 'NonMaxSuppression', inputs: ['r'], outputs: ['z'], name: 'boxes' });
    expect((await faultOf(write(graph))).parts.found).toBe("NonMaxSuppression (node 'boxes'), opset 20");
    const foreign = between({ op: 'Gelu', domain: 'com.microsoft', inputs: ['r'], outputs: ['z'] });
    expect((await faultOf(write(foreign))).parts.found).toBe("com.microsoft.Gelu (node 'z'), opset 20");
  });

  it.each<[string, Record<string, number | string | readonly number[]>, RegExp, string]>([
    ['Relu', { slope: 0.1 }, /no attributes/, "'slope'"],
    [
      'MaxPool',
      { kernel_shape: [2, 2], strides: [2, 2], floor_mode: 1 },
      /attributes among.*ceil_mode/,
      "'floor_mode'",
    ],
    ['LeakyRelu', { alpha: 'a tenth' }, /'alpha' as number/, 'text'],
    ['LpNormalization', { p: 2, axis: 1, stash_type: 1 }, /attributes among axis, p/, "'stash_type'"],
  ])('is refused with an attribute that %s does not read: %o', async (op, attributes, expected, found) => {
    const graph = between({ op, inputs: ['r'], outputs: ['z'], name: 'odd', attributes });
    const { parts } = await faultOf(write(graph));
    expect(parts.where).toContain(`node 'odd' (${op}, opset 20)`);
    expect(parts.expected).toMatch(expected);
    expect(parts.found).toBe(found);
  });

  it('is refused with statistics in another precision than single', async () => {
    const attributes = { stash_type: 10 };
    const graph = between({ op: 'LayerNormalization', inputs: ['r', 'ones'], outputs: ['z'], attributes });
    const tensors = { ...smallClassifier.tensors, ones: { dims: [1], floats: [1] } };
    expect((await faultOf(write({ ...graph, tensors }))).parts).toMatchObject({
      expected: "attribute 'stash_type' of 1",
      found: '10',
    });
  });

  it('is refused if weights do not match its kernel_shape', async () => {
    const [conv, ...rest] = smallClassifier.nodes;
    const nodes = [{ ...conv, attributes: { ...conv.attributes, kernel_shape: [5, 5] } }, ...rest] as Graph['nodes'];
    expect((await faultOf(write({ ...smallClassifier, nodes }))).parts.expected).toContain('as the weights have it');
  });

  it.each([
    ['MaxPool', { kernel_shape: [1, 1] }],
    ['Dropout', {}],
  ])(
    'is read with a second output of %s that nothing takes, and refused with one that something takes',
    async (op, attributes) => {
      const two = { op, inputs: ['r'], outputs: ['z', 'second'], attributes };
      const model = await loadModel(write(between(two)), demands);
      model.dispose();
      const cast = { op: 'Cast', inputs: ['second'], outputs: ['floats'], attributes: { to: 1 } };
      const taken = between({ ...two, outputs: ['most', 'second'] }, cast, {
        op: 'Add',
        inputs: ['most', 'floats'],
        outputs: ['z'],
      });
      expect((await faultOf(write(taken))).parts.expected).toBe('one output');
    },
  );

  it('is refused with a circle, which is named', async () => {
    const graph = between(
      { op: 'Add', inputs: ['r', 'b'], outputs: ['a'], name: 'one' },
      { op: 'Relu', inputs: ['a'], outputs: ['b'], name: 'two' },
      { op: 'Identity', inputs: ['b'], outputs: ['z'] },
    );
    expect((await faultOf(write(graph))).parts.found).toMatch(/wait for each other: .*'one'.*'two'/);
  });

  it('is read with nodes in any order', async () => {
    const model = await loadModel(write({ ...smallClassifier, nodes: smallClassifier.nodes.toReversed() }), demands);
    model.dispose();
  });

  it('is refused with a value that nothing gives', async () => {
    const graph = between({ op: 'Add', inputs: ['r', 'ghost'], outputs: ['z'] });
    expect((await faultOf(write(graph))).parts.found).toContain("'ghost'");
  });

  it('is refused with several inputs, which are named', async () => {
    const graph = { ...smallClassifier, inputs: { x: ['batch', 3, 8, 8], mask: ['batch', 1] } };
    expect((await faultOf(write(graph))).parts).toMatchObject({
      expected: 'one input, the image',
      found: '2 inputs: x, mask',
    });
  });

  it('is refused with a shape that depends on the pixels', async () => {
    const graph = between({ op: 'Reshape', inputs: ['r', 'r'], outputs: ['z'], name: 'shaped' });
    const { where, expected } = (await faultOf(write(graph))).parts;
    expect(where).toContain("node 'shaped' (Reshape, opset 20)");
    expect(expected).toContain('do not depend on the pixels');
  });

  it('is refused with batch normalisation in training mode', async () => {
    const statistics = ['biases', 'biases', 'biases', 'biases'];
    const attributes = { training_mode: 1 };
    const graph = between({ op: 'BatchNormalization', inputs: ['r', ...statistics], outputs: ['z'], attributes });
    expect((await faultOf(write(graph))).parts.expected).toContain('.eval()');
  });

  it('says of Dropout in training mode that it runs as in a test', async () => {
    const tensors = { ...smallClassifier.tensors, half: { dims: [], floats: [0.5] }, yes: { dims: [], ints: [1] } };
    const graph = { ...between({ op: 'Dropout', inputs: ['r', 'half', 'yes'], outputs: ['z'] }), tensors };
    const model = await loadModel(write(graph), demands);
    expect(model.reading?.notes).toEqual(['exported without .eval(): a Dropout in training mode, run as in a test']);
    expect(model.facts.stochastic).toBe(false);
  });

  it('is refused with weights that are not finite', async () => {
    const weights = { dims: [10, 4], floats: scattered(40).with(7, Number.NaN) };
    const file = write({ ...smallClassifier, tensors: { ...smallClassifier.tensors, weights } });
    expect((await faultOf(file)).parts).toMatchObject({ found: 'NaN at position 7 of 40' });
  });
});

describe('external data of an ONNX file', () => {
  const stored = (location: string, length = '160') => ({
    ...smallClassifier,
    tensors: { ...smallClassifier.tensors, weights: { dims: [10, 4], external: { location, offset: '8', length } } },
  });
  const bytes = () => Buffer.concat([Buffer.alloc(8), Buffer.from(Float32Array.from(scattered(40)).buffer)]);

  it('is read from the place that the file states, and enters the hash', async () => {
    const file = write(stored('weights.data'));
    writeFileSync(join(file, '../weights.data'), bytes());
    const model = await loadModel(file, demands);
    const inside = await loadModel(write(smallClassifier), demands);
    const draw = { seed: 0, purpose: 'test', images: [0], draw: 0 } as const;
    const x = tf.fill<tf.Rank.R4>([1, 8, 8, 3], 0.3);
    expect(model.logits(x, draw).dataSync()).toEqual(inside.logits(x, draw).dataSync());
    const changed = bytes();
    changed.writeFloatLE(2, 8);
    writeFileSync(join(file, '../weights.data'), changed);
    expect((await loadModel(file, demands)).sha256).not.toBe(model.sha256);
  });

  it('is missed', async () => {
    expect((await faultOf(write(stored('weights.data')))).parts.found).toBe('no such file');
  });

  it('is refused if it is too short or its length does not match its shape', async () => {
    const file = write(stored('weights.data'));
    writeFileSync(join(file, '../weights.data'), bytes().subarray(0, 100));
    expect((await faultOf(file)).parts.found).toBe('a file of 100 bytes');
    const other = write(stored('weights.data', '80'));
    writeFileSync(join(other, '../weights.data'), bytes());
    expect((await faultOf(other)).parts.found).toBe('a length of 80');
  });

  it.each(['../outside.data', '/etc/hostname', '', 'sub/../../outside.data'])(
    'is refused outside the folder: %s',
    async (location) => {
      writeFileSync(join(folder, 'outside.data'), bytes());
      expect((await faultOf(write(stored(location)))).parts.expected).toContain('inside');
    },
  );

  it('is refused outside the folder also through a link', async () => {
    const file = write(stored('weights.data'));
    writeFileSync(join(folder, 'outside.data'), bytes());
    symlinkSync(join(folder, 'outside.data'), join(file, '../weights.data'));
    expect((await faultOf(file)).parts.found).toContain('a link to');
  });

  it('is refused before reading if it exceeds the limit', () => {
    const file = write(stored('weights.data'));
    writeFileSync(join(file, '../weights.data'), bytes());
    expect(() => readOnnxFiles(file, 100)).toThrow(/at most 1 MB/);
    expect(() => readOnnxFiles(file, 10_000)).not.toThrow();
  });
});

describe('outputs of an ONNX file', () => {
  const draw = { seed: 0, purpose: 'test', images: [0], draw: 0 } as const;
  const logitsOf = async (graph: Graph, reading = {}) => {
    const model = await loadModel(write(graph), demands, reading);
    const x = tf.fill<tf.Rank.R4>([1, 8, 8, 3], 0.3);
    const logits = model.logits(x, draw).dataSync();
    return { logits, outputs: model.outputs };
  };
  const ending = (op: string, axis?: number): Graph => ({
    ...smallClassifier,
    nodes: [
      ...smallClassifier.nodes,
      { op, inputs: ['y'], outputs: ['p'], ...(axis === undefined ? {} : { attributes: { axis } }) },
    ],
    outputs: ['p'],
  });

  it.each([
    ['Softmax', -1, 'probabilities'],
    ['Softmax', 1, 'probabilities'],
    ['LogSoftmax', -1, 'logits'],
    ['Sigmoid', undefined, 'probabilities'],
  ] as const)('are attacked before a closing %s, axis %s', async (op, axis, outputs) => {
    expect(await logitsOf(ending(op, axis))).toEqual({ ...(await logitsOf(smallClassifier)), outputs });
  });

  it('keep a softmax that is not over the classes', async () => {
    expect((await logitsOf(ending('Softmax', 0))).logits).toEqual(new Float32Array(10).fill(1));
  });

  it('are selected by name, without the inputs that others need', async () => {
    const side = { op: 'NonMaxSuppression', inputs: ['r'], outputs: ['boxes'] };
    const graph = { ...smallClassifier, nodes: [...smallClassifier.nodes, side], outputs: ['boxes', 'y'] };
    expect((await faultOf(write(graph))).parts.found).toBe('2: 0: boxes, 1: y');
    expect(await logitsOf(graph, { output: 'y' })).toEqual(await logitsOf(smallClassifier));
  });

  it('need no layout from the suite', async () => {
    const load = () => loadModel(write(smallClassifier), demands, { preprocessing: { layout: 'nchw' } });
    await expect(load()).rejects.toThrow(/remedy: +remove layout: it comes from the file$/);
  });
});
