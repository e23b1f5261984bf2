import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chainPlan } from '../../src/kernels/convolutionChain/chainPlan.js';
import { type ChainLink, convolutionChain } from '../../src/kernels/convolutionChain/convolutionChain.js';
import { finishedConvolution } from '../../src/kernels/finishedConvolution/finishedConvolution.js';
import { recordCalls } from '../../src/models/recordCalls.js';
import tf from '../../src/tfjs/tfjs.cjs';
import { expectSameBits, normals, tensor, useEngine, valuesOn } from './support/tensors.js';

interface Case {
  readonly batch: number;
  readonly side: readonly [number, number];
  readonly channels: readonly [number, number, number];
  readonly kernel: readonly [number, number];
  readonly stride: number;
  readonly dilation: number;
  readonly pad: 'same' | 'valid' | number;
  readonly activations: readonly [ChainLink['activation'], ChainLink['activation']];
  /** The images have three channels, and the first convolution has kernels of 3 x 3 and the stride. */
  readonly isGathered?: boolean;
  readonly isExpanded: boolean;
  readonly isProjected: boolean;
  readonly isSum: boolean;
}

const activation = fc.constantFrom('linear' as const, 'relu6' as const, 'swish' as const, 'hardswish' as const);

const cases: fc.Arbitrary<Case> = fc.record({
  batch: fc.integer({ min: 1, max: 3 }),
  side: fc.tuple(fc.integer({ min: 10, max: 23 }), fc.integer({ min: 10, max: 19 })),
  channels: fc.tuple(fc.constantFrom(4, 8, 12, 20), fc.constantFrom(4, 16, 24, 36, 44), fc.constantFrom(4, 8, 12, 28)),
  kernel: fc.constantFrom<[number, number]>([3, 3], [3, 3], [5, 5], [1, 1], [2, 3]),
  stride: fc.constantFrom(1, 1, 2, 3),
  dilation: fc.constant(1),
  pad: fc.constantFrom('same' as const, 'same' as const, 'valid' as const, 0, 1, 2),
  activations: fc.tuple(activation, activation),
  isGathered: fc.boolean(),
  isExpanded: fc.boolean(),
  isProjected: fc.boolean(),
  isSum: fc.boolean(),
});

const plain = { strides: [1, 1], dilations: [1, 1], pad: 'same', depthwise: false } as const;

function linksOf(c: Case): ChainLink[] {
  const [narrow, wide, last] = c.channels;
  const vectors = (seed: number, size: number) => ({
    scale: tensor<tf.Rank.R1>(normals(seed, size)),
    offset: tensor<tf.Rank.R1>(normals(seed + 1, size)),
  });
  const kernels = c.isGathered === true ? [3, 3, 3, wide] : [1, 1, narrow, wide];
  const expand: ChainLink = {
    ...(plain as unknown as ChainLink),
    ...(c.isGathered === true ? { strides: [c.stride, c.stride] } : {}),
    filter: tensor(normals(2, ...kernels)),
    activation: c.activations[0],
    ...vectors(3, wide),
  };
  const depthwise: ChainLink = {
    filter: tensor(normals(5, ...c.kernel, wide, 1)),
    depthwise: true,
    strides: [c.stride, c.stride],
    dilations: [c.dilation, c.dilation],
    pad: c.kernel[0] === c.kernel[1] || typeof c.pad === 'string' ? c.pad : 'same',
    activation: c.activations[1],
    ...vectors(6, wide),
  };
  const project: ChainLink = {
    ...(plain as unknown as ChainLink),
    filter: tensor(normals(8, 1, 1, wide, last)),
    activation: 'linear',
  };
  return [...(c.isExpanded ? [expand] : []), depthwise, ...(c.isProjected ? [project] : [])];
}

const apart = (x: tf.Tensor4D, links: readonly ChainLink[]) =>
  links.reduce((images, { filter, ...options }) => finishedConvolution(images, filter, options), x);

/** The images and the links, of which the last adds a tensor if the case says so. */
function prepare(c: Case) {
  const links = linksOf(c);
  const [narrow, wide] = c.isGathered === true ? [3, c.channels[1]] : c.channels;
  const x = tensor(normals(1, c.batch, ...c.side, c.isExpanded ? narrow : wide));
  if (!c.isSum || !c.isProjected) return { x, links };
  const added = tensor(normals(9, ...apart(x, links).shape));
  return { x, links: [...links.slice(0, -1), { ...links.at(-1)!, added }] };
}

const wasm = ['wasm simd', 'wasm relaxed', 'wasm wide'] as const;

const rest: Case = {
  ...{ batch: 2, side: [11, 14], channels: [8, 36, 12], kernel: [3, 3], stride: 1, dilation: 1, pad: 'same' },
  ...{ activations: ['relu6', 'relu6'], isExpanded: true, isProjected: true, isSum: true },
};

describe('chains of convolutions', () => {
  it('have the bits of the convolutions one after the other', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (c) => {
        for (const engine of wasm) {
          const [found, expected] = await valuesOn(engine, () => {
            const { x, links } = prepare(c);
            return [convolutionChain(x, links), apart(x, links)];
          });
          expectSameBits(found!, expected!);
        }
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    { ...rest, dilation: 3, side: [25, 9] as const },
    { ...rest, side: [112, 5] as const, stride: 2, kernel: [5, 5] as const },
    { ...rest, side: [3, 40] as const, stride: 3, pad: 'valid' as const },
    { ...rest, kernel: [1, 1] as const, stride: 3, pad: 'valid' as const },
    { ...rest, activations: ['swish', 'hardswish'] as const },
  ])('keep the rows that windows need: $side, kernel $kernel, stride $stride, dilation $dilation', async (c) => {
    const [found, expected] = await valuesOn('wasm relaxed', () => {
      const { x, links } = prepare(c as Case);
      return [convolutionChain(x, links), apart(x, links)];
    });
    expectSameBits(found!, expected!);
  });

  it('are not used for small images, whose kernels are larger than they are', async () => {
    await useEngine('wasm relaxed');
    tf.tidy(() => {
      const { x, links } = prepare({ ...rest, side: [9, 10] });
      const calls = recordCalls(() => tf.tidy(() => void convolutionChain(x, links)));
      expect(calls.map(({ name }) => name)).toEqual(Array(3).fill('FinishedConvolution'));
      tf.dispose(calls.map(({ inputs }) => Object.values(inputs)));
    });
  });

  it('are one operation, and separate ones where gradients are needed, whose bits are the same', async () => {
    await useEngine('wasm relaxed');
    tf.tidy(() => {
      const { x, links } = prepare(rest);
      const names = (run: () => unknown) => recordCalls(() => tf.tidy(() => void run())).map(({ name }) => name);
      expect(names(() => convolutionChain(x, links))).toEqual(['ConvolutionChain']);
      const first = prepare({ ...rest, isGathered: true, side: [20, 28], stride: 2, isSum: false });
      expect(names(() => convolutionChain(first.x, first.links))).toEqual(['ConvolutionChain']);
      const gradient = (run: typeof apart) => tf.grad((images: tf.Tensor) => run(images as tf.Tensor4D, links))(x);
      expect(names(() => gradient(convolutionChain))).not.toContain('ConvolutionChain');
      const [found, expected] = [convolutionChain, apart].map((run) => gradient(run).dataSync() as Float32Array);
      expectSameBits(found!, expected!);
    });
  });

  it.each([
    ['groups before the depthwise one', 8, [1, 1, 4, 36], 1],
    ['groups of few channels', 4, [3, 3, 2, 36], 1],
    ['dilation', 3, [3, 3, 3, 36], 2],
  ] as const)('keep to the convolutions one after the other: %s', async (_, channels, kernels, dilation) => {
    const [found, expected] = await valuesOn('wasm relaxed', () => {
      const [first, ...links] = linksOf(rest) as [ChainLink, ...ChainLink[]];
      const filter = tensor<tf.Rank.R4>(normals(2, ...kernels));
      const expand: ChainLink = { ...first, filter, dilations: [dilation, dilation] };
      const x = tensor<tf.Rank.R4>(normals(1, 2, 11, 14, channels));
      return [convolutionChain(x, [expand, ...links]), apart(x, [expand, ...links])];
    });
    expectSameBits(found!, expected!);
  });

  it('keep to the convolutions one after the other: groups after the depthwise one', async () => {
    const [found, expected] = await valuesOn('wasm relaxed', () => {
      const [, depthwise, project] = linksOf(rest) as [ChainLink, ChainLink, ChainLink];
      const links = [depthwise, { ...project, filter: tensor<tf.Rank.R4>(normals(8, 1, 1, 18, 12)) }];
      const x = tensor<tf.Rank.R4>(normals(1, 2, 11, 14, 36));
      return [convolutionChain(x, links), apart(x, links)];
    });
    expectSameBits(found!, expected!);
  });

  it('carry NaN to what depends on it only', async () => {
    const [found, expected] = await valuesOn('wasm relaxed', () => {
      const { x, links } = prepare(rest);
      const broken = tf.where(tf.range(0, x.size).reshape(x.shape).equal(100), Number.NaN, x) as tf.Tensor4D;
      return [convolutionChain(broken, links), apart(broken, links)];
    });
    expect(found!.some(Number.isNaN)).toBe(true);
    expect(Array.from(found!, Number.isNaN)).toEqual(Array.from(expected!, Number.isNaN));
  });

  it('have no plan with other convolutions', async () => {
    await useEngine('wasm relaxed');
    const planned = (links: readonly ChainLink[], shape: readonly number[]) =>
      chainPlan(
        shape,
        links.map((link) => ({ ...link, filter: link.filter.shape })),
      );
    tf.tidy(() => {
      const [expand, depthwise, project] = linksOf(rest) as [ChainLink, ChainLink, ChainLink];
      const shape = [2, 11, 14, 8];
      expect(planned([expand, depthwise, project], shape)).toMatchObject({ depthwiseAt: 1 });
      expect(planned([expand], shape)).toBeNull();
      expect(planned([depthwise], [2, 11, 14, 36])).toBeNull();
      expect(planned([expand, depthwise, depthwise], shape)).toBeNull();
      expect(planned([{ ...expand, strides: [2, 2] }, depthwise, project], shape)).toBeNull();
      expect(planned([depthwise, { ...depthwise, filter: tf.zeros([1, 1, 36, 1]) }], [2, 11, 14, 36])).toBeNull();
      expect(planned([depthwise, { ...project, filter: tf.zeros([3, 3, 36, 12]) }], [2, 11, 14, 36])).toBeNull();
      expect(
        planned(
          [
            { ...expand, filter: tf.zeros([1, 1, 8, 35]) },
            { ...depthwise, filter: tf.zeros([3, 3, 35, 1]) },
          ],
          shape,
        ),
      ).toBeNull();
    });
  });
});
