import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { kindOf } from '../../src/attackKinds/attackKinds.js';
import { ChangedDuringRun } from '../../src/base/errors.js';
import { nameKey, randomStream } from '../../src/base/random.js';
import { severityBound } from '../../src/cells/bounds/severityBound.js';
import { runCell } from '../../src/cells/runCell.js';
import type { Dataset } from '../../src/contract/dataset.js';
import { corruptions } from '../../src/corruptions/corruptions.js';
import {
  inspectPublishedCorruptions,
  publishedCorruption,
  requirePublished,
} from '../../src/datasets/publishedCorruptions.js';
import { startEngine } from '../../src/kernels/engine.js';
import tf from '../../src/tfjs/tfjs.cjs';
import { temporaryFolder, userFault } from '../datasets/support/temporaryFolder.js';
import { attackOnce, attackSpec, linearExample } from '../support/attackExample.js';
import { linearModel } from '../support/linearModel.js';
import { randomDataset } from '../support/randomDataset.js';

const shape = [4, 5, 3] as const;
const perImage = 60;
const spec = (name: string, more: object = {}) =>
  attackSpec({ kind: 'corruption', corruption: name, epsilons: undefined, ...more });

beforeAll(async () => {
  await startEngine('cpu');
});

describe('a corruption', () => {
  it('uses severities 1 to 5 by default, and labels points with them', () => {
    const fog = spec('fog');
    expect(fog.strength).toEqual({ kind: 'severities', severities: [1, 2, 3, 4, 5] });
    expect(fog).toMatchObject({ source: 'computed' });
    expect(kindOf(fog).sentences(fog)).toContain('A common corruption of the images, fog. Computed here');
    expect(spec('fog', { severities: [2] }).strength).toEqual({ kind: 'severities', severities: [2] });
  });

  it('of brightness adds the amount of its severity to grey images, truncated to bytes', () => {
    const { model, batch } = linearExample(1, { classes: 2 });
    const grey = { ...batch, pixels: tf.fill([2, ...shape], 100 / 255) as tf.Tensor4D };
    const values = attackOnce(spec('brightness'), model, { batch: grey, epsilons: [1, 5] });
    // 100 + 255 x 0.05 = 112.75 and 100 + 255 x 0.3 = 176.5.
    expect(255 * values[0]!).toBeCloseTo(112, 4);
    expect(255 * values[perImage]!).toBeCloseTo(176, 4);
  });

  it('depends only on seed, name, severity and image, not on the batch, and leaves no tensor', () => {
    const { model, values, batch } = linearExample(7, { classes: 2, images: 3 });
    const before = tf.memory().numTensors;
    const all = attackOnce(spec('gaussian_noise'), model, { batch, epsilons: [3, 3, 3] });
    expect(tf.memory().numTensors).toBe(before);
    const stream = randomStream(batch.seed, 'corruption', nameKey('gaussian_noise'), 3, 101);
    const picture = { height: 4, width: 5, channels: 3, values: Float64Array.from(values.slice(60, 120)) };
    const expected = corruptions.gaussian_noise.apply(picture, 3, stream).values;
    for (const [at, value] of expected.entries()) {
      const byte = Math.floor(255 * Math.min(1, Math.max(0, value)));
      expect(Math.abs(255 * all[perImage + at]! - byte)).toBeLessThan(1e-3);
    }
    const other = attackOnce(spec('gaussian_noise'), model, { batch: { ...batch, seed: 8 }, epsilons: [3, 3, 3] });
    expect(other).not.toEqual(all);
  });

  it('is judged at each severity, its images checked to be bytes', () => {
    const dataset = randomDataset(4, shape, { classes: 2 });
    const model = linearModel(shape, new Float32Array(perImage * 2).fill(0), 2);
    const evaluation = { draws: 1, vote: 1, seed: 1 };
    const attack = spec('contrast', { severities: [1, 5] });
    const record = runCell({ key: 'k', model: 'm', attack, images: [0, 4], evaluation }, model, dataset);
    // All logits are equal: the first class is named whatever the image.
    const first = [...dataset.labels].map((label) => (label === 0 ? 1 : 0));
    expect(record.points.map(({ hits }) => hits)).toEqual([first, first]);
    expect(record.points.map(({ epsilonSum }) => epsilonSum)).toEqual([4, 20]);
    expect(record.points[0]!.snrDbSum).toBeGreaterThan(record.points[1]!.snrDbSum);
    model.dispose();
  });

  it.each([
    ['a value that is no byte', [0.5, 0.5001], [1], 'no whole byte'],
    ['a value outside the box', [1, 256 / 255], [1], 'outside [0, 1]'],
    ['a severity that there is not', [0, 0], [6], 'from 1 to 5, not 6'],
    ['half a severity', [0, 0], [1.5], 'from 1 to 5, not 1.5'],
  ])('is refused with %s', (_, values, severities, message) => {
    const verify = () =>
      severityBound().verify(new Float32Array(2), Float32Array.from(values), {
        epsilons: Float32Array.from(severities),
        images: [9],
      });
    expect(verify).toThrow(message);
    expect(verify).toThrow('image 9');
  });
});

const folder = temporaryFolder();
const own = randomDataset(6, shape, { classes: 10 });
const rows = 30;
const published = Uint8Array.from({ length: rows * perImage }, (_, at) => (7 * at + Math.floor(at / perImage)) % 256);
const labels = Uint8Array.from({ length: rows }, (_, row) => own.labels[row % 6]!);

function npy(type: string, sizes: readonly number[], bytes: Uint8Array): Buffer {
  const text = `{'descr': '${type}', 'fortran_order': False, 'shape': (${sizes.join(', ')},), }`;
  const head = Buffer.from(`${text.padEnd(117)}\n`, 'latin1');
  const start = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, head.length & 255, head.length >> 8]);
  return Buffer.concat([start, head, bytes]);
}

/** A data set whose published corruptions lie in a folder of its own. */
function placed(name: string, files: Readonly<Record<string, Buffer>>): Dataset {
  const corruptedFolder = join(folder, name);
  mkdirSync(corruptedFolder);
  for (const [file, bytes] of Object.entries(files)) writeFileSync(join(corruptedFolder, file), bytes);
  return { ...own, corruptedFolder };
}

const fog = npy('|u1', [rows, ...shape], published);

describe('published corruptions', () => {
  it('are read by severity, with images in the order of the test part', async () => {
    const dataset = placed('right', { 'fog.npy': fog, 'labels.npy': npy('|u1', [rows], labels) });
    const hashes = await inspectPublishedCorruptions(dataset, ['fog']);
    expect(Object.keys(hashes)).toEqual(['fog']);
    expect(hashes.fog).toMatch(/^[0-9a-f]{64}$/);
    for (const severity of [1, 3, 5]) {
      const row = 6 * (severity - 1) + 4;
      const bytes = publishedCorruption(dataset, 'fog', { severity, image: 4 });
      expect([...bytes]).toEqual([...published.slice(row * perImage, (row + 1) * perImage)]);
    }
    const model = linearModel(shape, new Float32Array(perImage * 10).fill(0), 10);
    const evaluation = { draws: 1, vote: 1, seed: 1 };
    const attack = spec('fog', { source: 'published', severities: [2] });
    const cell = {
      key: 'k',
      model: 'm',
      attack,
      images: [0, 6],
      evaluation,
      gallery: { point: 0, images: 6 },
    } as const;
    const { gallery } = runCell(cell, model, dataset);
    expect([...Buffer.from(gallery[5]!.adversarialPixels, 'base64')]).toEqual([
      ...published.slice(11 * perImage, 12 * perImage),
    ]);
    model.dispose();
  });

  it('are refused by a worker if they are no longer what was planned', async () => {
    const dataset = placed('changed', { 'fog.npy': fog, 'labels.npy': npy('|u1', [rows], labels) });
    const planned = await inspectPublishedCorruptions(dataset, ['fog']);
    await requirePublished(dataset, planned);
    await requirePublished(dataset, planned);
    const file = join(dataset.corruptedFolder!, 'fog.npy');
    writeFileSync(`${file}.part`, npy('|u1', [rows, ...shape], published.toReversed()));
    renameSync(`${file}.part`, file);
    await expect(requirePublished(dataset, planned)).rejects.toThrow(ChangedDuringRun);
    await expect(requirePublished(dataset, planned)).rejects.toThrow(/fog\.npy.*do not change the published files/s);
  });

  it('may have labels of eight bytes', async () => {
    const wide = new Uint8Array(8 * rows);
    for (const [row, label] of labels.entries()) wide[8 * row] = label;
    const dataset = placed('wide', { 'fog.npy': fog, 'labels.npy': npy('<i8', [rows], wide) });
    await expect(inspectPublishedCorruptions(dataset, ['fog'])).resolves.toHaveProperty('fog');
  });

  it('are refused if they are missing or have another layout or other images', async () => {
    const right = npy('|u1', [rows], labels);
    const missing = await userFault(inspectPublishedCorruptions(placed('missing', { 'labels.npy': right }), ['fog']));
    expect(missing).toMatchObject({ expected: 'a published file', remedy: expect.stringContaining('zenodo.org') });
    const short = placed('short', { 'fog.npy': fog.subarray(0, fog.length - 1), 'labels.npy': right });
    expect((await userFault(inspectPublishedCorruptions(short, ['fog']))).found).toContain('[30, 4, 5, 3]');
    const shuffled = placed('shuffled', { 'fog.npy': fog, 'labels.npy': npy('|u1', [rows], labels.toReversed()) });
    expect((await userFault(inspectPublishedCorruptions(shuffled, ['fog']))).found).toContain('differ');
    const other = placed('other', { 'fog.npy': Buffer.from('no array'), 'labels.npy': right });
    expect((await userFault(inspectPublishedCorruptions(other, ['fog']))).expected).toContain('NumPy array');
    expect((await userFault(inspectPublishedCorruptions(own, ['fog']))).expected).toContain('test part of cifar10');
  });
});
